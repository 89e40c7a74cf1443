import { CircleCheck, CircleHelp, CircleX, Unplug } from 'lucide-react'
import type { ClusterNode } from '@/lib/kubernetes/nodes'
import { type Status, status } from './status'

/** `missing`: a host that did not join the cluster. */
type NodeState = 'ready' | 'notReady' | 'unknown' | 'missing'

/** A node of an installed cluster. */
export const NODE_STATUS: Record<NodeState, Status> = {
  ready: status('ok', CircleCheck, 'verification.nodes.states.ready', 'verification.nodes.help.ready'),
  notReady: status('fail', CircleX, 'verification.nodes.states.notReady', 'verification.nodes.help.notReady'),
  unknown: status(
    'unknown',
    CircleHelp,
    'verification.nodes.states.unknown',
    'verification.nodes.help.unknown',
  ),
  missing: status('fail', Unplug, 'verification.nodes.states.missing', 'verification.nodes.help.missing'),
}

export function nodeStatus({ ready }: Pick<ClusterNode, 'ready'>): Status {
  if (ready === 'unknown') return NODE_STATUS.unknown
  return ready ? NODE_STATUS.ready : NODE_STATUS.notReady
}
