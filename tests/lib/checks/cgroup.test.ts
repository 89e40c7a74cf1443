import { describe, expect, it } from 'vitest'
import { cgroup } from '@/lib/checks/cgroup'
import { advanced100 } from '@/lib/installers/kubesphere/releases'
import { context, files, sheet, verdictsOf } from './sheets'

const ROOT = '/dev/vda1 / ext4 rw 0 0'
const mounts = (...lines: string[]) => sheet({ mounts: files({ '/proc/mounts': [ROOT, ...lines] }) })
const second = mounts('cgroup2 /sys/fs/cgroup cgroup2 rw,nosuid 0 0')

describe('control groups', () => {
  it('of the first generation fit Kubernetes 1.12, those of the second do not', () => {
    expect(verdictsOf(cgroup, mounts('tmpfs /sys/fs/cgroup tmpfs ro 0 0'))).toEqual(['pass fits'])
    expect(verdictsOf(cgroup, second)).toEqual(['fail other'])
  })
  it('of the second fit a release that knows them', () => {
    const requirements = { ...advanced100.requirements, cgroups: [1, 2] }
    const release = { ...advanced100, requirements }
    expect(verdictsOf(cgroup, second, { ...context(), release })).toEqual(['pass fits'])
  })
  it('must be there, and are unknown where no mounts are', () => {
    expect(verdictsOf(cgroup, mounts())).toEqual(['fail none'])
    expect(verdictsOf(cgroup, sheet({ mounts: '' }))).toEqual(['unknown unread'])
  })
})
