/** Becoming root. The installer and its playbooks need it on every host. */
import type { Finding } from './check'
import type { HostContext } from './context'
import { found } from './reason'
import type { Sheet } from './sheet'

export function judgeSudo({ uid, system }: Sheet, { host, sudoRefused }: HostContext): Finding[] {
  if (sudoRefused) return [found('sudo', 'fail', 'refused', { ...sudoRefused, failure: 'sudo' })]
  const { user } = host.login
  if (uid === undefined) return [found('sudo', 'unknown', 'unread')]
  if (uid !== 0) return [found('sudo', 'fail', 'notRoot', { user })]
  if (user === 'root' || host.taskbox) return [found('sudo', 'pass', 'root')]
  // The guide advises root there (section on hosts, Ubuntu 18.04).
  if (system?.id === 'ubuntu' && system.version === '18.04')
    return [found('sudo', 'warn', 'ubuntuRoot', { user })]
  return [found('sudo', 'pass', 'granted', { user })]
}
