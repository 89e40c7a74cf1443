/** Host keys that the user trusted for another entry of the same machine, such as the taskbox that is also a host. */
import { canonicalAddress } from '@/lib/network/address'
import { bastionOf, sharedBastion } from './bastion'
import type { BastionDraft, Draft, HostDraft, TaskboxDraft } from './draft/draft'
import { SSH_PORT } from './draft/draft-defaults'

type Machine = HostDraft | TaskboxDraft | BastionDraft
type Machines = Pick<Draft, 'hosts' | 'taskbox' | 'bastion'>

/** Returns the trusted key of a machine: its own, else the one of an entry with the same address, port and route. */
export function knownHostKey(draft: Machines, machine: Machine): string {
  if (machine.hostKey !== '') return machine.hostKey
  const endpoint = endpointOf(draft, machine)
  return (
    entriesOf(draft).find((other) => other.hostKey !== '' && endpointOf(draft, other) === endpoint)
      ?.hostKey ?? ''
  )
}

function entriesOf(draft: Machines): Machine[] {
  const { taskbox, hosts } = draft
  const custom = [taskbox, ...hosts].flatMap(({ bastion }) => (bastion?.route === 'custom' ? [bastion] : []))
  return [
    ...(taskbox.kind === 'ssh' ? [taskbox] : []),
    ...[sharedBastion(draft) ?? []].flat(),
    ...custom,
    ...hosts,
  ]
}

/** Behind different bastions, one address can belong to different machines. Bastions are connected to directly. */
function endpointOf(draft: Machines, machine: Machine): string {
  const via = 'route' in machine ? undefined : bastionOf(draft, machine)
  return [machine, via].map((one) => (one ? addressAndPort(one) : '')).join(' via ')
}

function addressAndPort({ address, port }: Machine): string {
  return `${canonicalAddress(address.trim().toLowerCase())} ${port.trim() || SSH_PORT}`
}
