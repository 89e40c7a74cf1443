/** /tmp, where the playbooks unpack programs and start them. */
import { defineCheck, fail, pass, undetermined, warn } from '../../define-check'
import { factsOf } from '../../probe/item'
import { MOUNTS, mountAt } from '../../probe/mounts'

const FOLDER = '/tmp'

export const temporaryFolder = defineCheck({
  id: 'noexec',
  reasons: ['usable', 'noexec', 'readOnly'],
  source: ['kubespray#12750'],
  needs: [],
  scope: 'host',
  sections: [MOUNTS],
  host(sheet) {
    const mounts = factsOf(sheet, MOUNTS) ?? []
    const mount = mountAt(mounts, FOLDER) ?? mountAt(mounts, '/')
    if (!mount) return [undetermined]
    const facts = { mount: mount.point }
    if (mount.options.includes('ro')) return [fail('readOnly', facts)]
    return [mount.options.includes('noexec') ? warn('noexec', facts) : pass('usable')]
  },
})
