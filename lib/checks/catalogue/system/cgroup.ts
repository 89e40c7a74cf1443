/** The generation of control groups: Kubernetes before 1.19 does not know the second, and kubelet does not start. */
import { defineCheck, fail, pass, undetermined } from '../../define-check'
import { factsOf } from '../../probe/item'
import { MOUNTS, mountAt } from '../../probe/mounts'

export const cgroup = defineCheck({
  id: 'cgroup',
  reasons: ['fits', 'other', 'none'],
  source: ['own'],
  needs: ['release'],
  scope: 'host',
  sections: [MOUNTS],
  host(sheet, { release }) {
    const mounts = factsOf(sheet, MOUNTS)
    if (!mounts) return [undetermined]
    const mount = mountAt(mounts, '/sys/fs/cgroup')
    if (!mount) return [fail('none')]
    const generation = mount.kind === 'cgroup2' ? 2 : 1
    const { cgroups } = release.requirements
    if (cgroups.includes(generation)) return [pass('fits', { generation })]
    return [fail('other', { generation, wanted: cgroups.join(', '), kubernetes: release.kubernetes })]
  },
})
