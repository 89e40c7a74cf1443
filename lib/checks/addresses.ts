/** The address in the cluster (`ip`) must be on an interface of the host; a floating one belongs into `address` alone. */
import type { Finding } from './check'
import type { HostContext } from './context'
import { found } from './reason'
import type { Sheet } from './sheet'

/** The host's own addresses, without its loopback. */
export const ownAddresses = ({ addresses = [] }: Sheet): string[] =>
  addresses.filter(({ address }) => !address.startsWith('127.')).map(({ address }) => address)

export function judgeAddresses(sheet: Sheet, { host }: HostContext): Finding[] {
  if (!sheet.addresses) return [found('addresses', 'unknown', 'unread')]
  const facts = { ip: host.ip, addresses: ownAddresses(sheet).join(', ') || '–' }
  const isPresent = sheet.addresses.some(({ address }) => address === host.ip)
  return [
    isPresent ? found('addresses', 'pass', 'present', facts) : found('addresses', 'fail', 'absent', facts),
  ]
}
