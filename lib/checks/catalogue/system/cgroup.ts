/** Checks the cgroup version. The kubelet does not start on v2 before Kubernetes 1.19, and on v1 since 1.35. */
import { defineCheck, fail, pass, undetermined } from '../../define-check'
import { factsOf } from '../../probe/item'
import { MOUNTS, mountAt } from '../../probe/mounts'

export const cgroup = defineCheck({
  id: 'cgroup',
  reasons: ['fits', 'other', 'none'],
  sources: ['own'],
  dependsOn: ['version'],
  scope: 'host',
  probeItems: [MOUNTS],
  perHost(probe, { release }) {
    const mounts = factsOf(probe, MOUNTS)
    if (!mounts) return [undetermined]
    const mount = mountAt(mounts, '/sys/fs/cgroup')
    if (!mount) return [fail('none')]
    const version = mount.type === 'cgroup2' ? 2 : 1
    const { cgroups } = release.requirements
    if (cgroups.includes(version)) return [pass('fits', { generation: version })]
    // The kernel parameter `systemd.unified_cgroup_hierarchy`.
    const unified = cgroups.includes(2) ? 1 : 0
    const wanted = cgroups.join(', ')
    return [fail('other', { generation: version, wanted, kubernetes: release.kubernetes, unified })]
  },
})
