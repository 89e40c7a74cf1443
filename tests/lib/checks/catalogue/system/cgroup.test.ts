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
  it('1 fails for Kubernetes 1.35, with the kernel parameter of the other version', () => {
    const release = { ...advanced100, requirements: { ...advanced100.requirements, cgroups: [2] } }
    const [first, other] = [second, mounts('tmpfs /sys/fs/cgroup tmpfs ro 0 0')].map((probe, index) =>
      cgroup.perHost?.(probe, index === 0 ? context() : { ...context(), release }),
    )
    expect(first).toMatchObject([{ facts: { unified: 0 } }])
    expect(other).toMatchObject([{ facts: { unified: 1, generation: 1, wanted: '2' } }])
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
