/**
 * Bastions (jump hosts): which one Taskbox uses to connect to a machine. The shared bastion serves all machines
 * unless a machine has its own bastion or connects directly.
 */
import type { BastionDraft, Draft, HostDraft, TaskboxDraft } from './draft/draft'
import { BASTION } from './draft/field-table'
import { initialValues } from './draft/field-types'

export function emptyBastion(route: BastionDraft['route'] = 'custom'): BastionDraft {
  return { ...initialValues(BASTION), route }
}

type Machine = Pick<HostDraft | TaskboxDraft, 'bastion'>

/** The machine's route. Without one of its own, the machine inherits the route of the draft. */
export function routeOf({ bastion }: Machine): BastionDraft['route'] {
  return bastion?.route ?? 'inherit'
}

/** The shared bastion; undefined if machines connect directly by default. */
export function sharedBastion({ bastion }: Pick<Draft, 'bastion'>): BastionDraft | undefined {
  return bastion?.route === 'custom' ? bastion : undefined
}

/** The bastion that Taskbox uses for a machine; undefined if it connects directly. */
export function bastionOf(draft: Pick<Draft, 'bastion'>, machine: Machine): BastionDraft | undefined {
  switch (routeOf(machine)) {
    case 'inherit':
      return sharedBastion(draft)
    case 'custom':
      return machine.bastion
    case 'direct':
      return undefined
  }
}
