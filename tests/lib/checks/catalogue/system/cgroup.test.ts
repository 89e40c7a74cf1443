import { describe, expect, it } from 'vitest'
import { cgroup } from '@/lib/checks/catalogue/system/cgroup'
import { advanced100 } from '@/lib/installers/kubesphere/releases'
import { context, evaluate, files, probeResult } from '../../fixtures'

const ROOT = '/dev/vda1 / ext4 rw 0 0'
const mounts = (...lines: string[]) => probeResult({ mounts: files({ '/proc/mounts': [ROOT, ...lines] }) })
const second = mounts('cgroup2 /sys/fs/cgroup cgroup2 rw,nosuid 0 0')

describe('cgroup version', () => {
  it('1 passes for Kubernetes 1.12, 2 fails', () => {
    expect(evaluate(cgroup, mounts('tmpfs /sys/fs/cgroup tmpfs ro 0 0'))).toEqual(['pass fits'])
    expect(evaluate(cgroup, second)).toEqual(['fail other'])
  })
  it('2 passes for a release that supports it', () => {
    const requirements = { ...advanced100.requirements, cgroups: [1, 2] }
    const release = { ...advanced100, requirements }
    expect(evaluate(cgroup, second, { ...context(), release })).toEqual(['pass fits'])
  })
  it('fails without a cgroup mount and is unknown without any mounts', () => {
    expect(evaluate(cgroup, mounts())).toEqual(['fail none'])
    expect(evaluate(cgroup, probeResult({ mounts: '' }))).toEqual(['unknown unread'])
  })
})
