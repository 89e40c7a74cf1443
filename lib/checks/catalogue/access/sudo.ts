/** Becoming root. The installer and its playbooks need it on every host. */
import { defineCheck, fail, pass, undetermined, warn } from '../../define-check'
import { factsOf } from '../../probe/item'
import { SYSTEM } from '../../probe/system'
import { USER } from '../../probe/user'

export const sudo = defineCheck({
  id: 'sudo',
  reasons: ['root', 'granted', 'ubuntuRoot', 'notRoot', 'refused'],
  source: ['guide 2'],
  needs: ['taskbox'],
  scope: 'host',
  sections: [USER, SYSTEM],
  host(sheet, { host, sudoRefused }) {
    if (sudoRefused) return [fail('refused', { ...sudoRefused, failure: 'sudo' })]
    const { user } = host.login
    const uid = factsOf(sheet, USER)
    if (uid === undefined) return [undetermined]
    if (uid !== 0) return [fail('notRoot', { user })]
    if (user === 'root' || host.taskbox) return [pass('root')]
    // The guide advises root there (section on hosts, Ubuntu 18.04).
    const system = factsOf(sheet, SYSTEM)
    if (system?.id === 'ubuntu' && system.version === '18.04') return [warn('ubuntuRoot', { user })]
    return [pass('granted', { user })]
  },
})
