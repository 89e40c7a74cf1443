/** Checks that programs can be written to and started from /tmp, as the playbooks do. */
import { defineCheck, fail, pass, undetermined, warn } from '../../define-check'
import { factsOf } from '../../probe/item'
import { MOUNTS, mountAt } from '../../probe/mounts'

const FOLDER = '/tmp'

export const temporaryFolder = defineCheck({
  id: 'noexec',
  reasons: ['usable', 'noexec', 'readOnly'],
  sources: ['kubespray#12750'],
  dependsOn: [],
  scope: 'host',
  probeItems: [MOUNTS],
  perHost(probe) {
    const mounts = factsOf(probe, MOUNTS) ?? []
    const mount = mountAt(mounts, FOLDER) ?? mountAt(mounts, '/')
    if (!mount) return [undetermined]
    const facts = { mount: mount.point }
    if (mount.options.includes('ro')) return [fail('readOnly', facts)]
    return [mount.options.includes('noexec') ? warn('noexec', facts) : pass('usable')]
  },
})
