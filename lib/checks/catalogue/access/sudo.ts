/** Checks for root access, which the installer and its playbooks need on every host. */
import { defineCheck, fail, pass, undetermined, warn } from '../../define-check'
import { factsOf } from '../../probe/item'
import { SYSTEM } from '../../probe/system'
import { USER } from '../../probe/user'

export const sudo = defineCheck({
  id: 'sudo',
  reasons: ['root', 'granted', 'ubuntuRoot', 'notRoot', 'refused'],
  sources: ['guide 2'],
  dependsOn: ['taskbox'],
  scope: 'host',
  probeItems: [USER, SYSTEM],
  perHost(probe, { host, sudoRefused }) {
    if (sudoRefused) return [fail('refused', { ...sudoRefused, failure: 'sudo' })]
    const { user } = host.login
    const uid = factsOf(probe, USER)
    if (uid === undefined) return [undetermined]
    if (uid !== 0) return [fail('notRoot', { user })]
    if (user === 'root' || host.taskbox) return [pass('root')]
    // The guide recommends the root user on Ubuntu 18.04 (section on hosts).
    const system = factsOf(probe, SYSTEM)
    if (system?.id === 'ubuntu' && system.version === '18.04') return [warn('ubuntuRoot', { user })]
    return [pass('granted', { user })]
  },
})
