/** Which hosts are part of a cluster, by the runs of its operations. */
import type { OperationRequest } from './request'

export interface OperationRun {
  operation: OperationRequest
  /** Its final state; absent while it runs. */
  state?: string | undefined
  /** The hosts of the configuration with which it ran. */
  hostNames: readonly string[]
}

/**
 * The names of the hosts that the cluster consists of; empty if it is not installed. Only operations that succeeded count:
 * a host that was added halfway is added again, and one that was removed halfway is removed again.
 * @param runs of one cluster, oldest first
 */
export function clusterMembers(runs: readonly OperationRun[]): string[] {
  let members: readonly string[] = []
  for (const run of runs) if (run.state === 'succeeded') members = membersAfter(members, run)
  return [...members]
}

function membersAfter(members: readonly string[], { operation, hostNames }: OperationRun): readonly string[] {
  if (operation.id === 'install') return hostNames
  if (operation.id === 'add-hosts') return [...new Set([...members, ...operation.hosts])]
  if (operation.id === 'remove-hosts') return members.filter((name) => !operation.hosts.includes(name))
  return operation.id === 'reset' ? [] : members
}
