/**
 * Bastions (jump hosts): which one a machine is reached through. One may serve all
 * machines; each of them may have another, or be reached directly.
 */
import type { BastionDraft, Draft, HostDraft, TaskboxDraft } from './draft'
import { BASTION } from './field-table'
import { initialValues } from './field-types'

export function emptyBastion(route: BastionDraft['way'] = 'own'): BastionDraft {
  return { ...initialValues(BASTION), way: route }
}

type Machine = Pick<HostDraft | TaskboxDraft, 'bastion'>

/** How a machine is reached; what says nothing goes the way of all. */
export function routeOf({ bastion }: Machine): BastionDraft['way'] {
  return bastion?.way ?? 'shared'
}

/** The bastion for all; undefined: there is none. */
export function sharedBastion({ bastion }: Pick<Draft, 'bastion'>): BastionDraft | undefined {
  return bastion?.way === 'own' ? bastion : undefined
}

/** The bastion that a machine is reached through; undefined: none. */
export function bastionOf(draft: Pick<Draft, 'bastion'>, machine: Machine): BastionDraft | undefined {
  switch (routeOf(machine)) {
    case 'shared':
      return sharedBastion(draft)
    case 'own':
      return machine.bastion
    case 'direct':
      return undefined
  }
}
