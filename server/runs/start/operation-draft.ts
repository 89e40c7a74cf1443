/** The draft with which an operation runs: that of the cluster, reduced to the hosts that it concerns. */
import type { Cluster } from '@/lib/cluster/cluster'
import type { Draft } from '@/lib/cluster/draft/draft'
import { toCluster } from '@/lib/cluster/draft/to-cluster'
import { clusterMembers, type OperationRun } from '@/lib/cluster/operations/members'
import { problemFacts } from '@/lib/cluster/operations/message-facts'
import type { OperationRequest } from '@/lib/cluster/operations/request'
import { type OperationProblem, operationProblems } from '@/lib/cluster/operations/rules'
import { findInstaller, findRelease } from '@/lib/installers/registry'
import { RequestFailure } from '../../request-failure'

/** The hosts of an operation, and what is known about them. */
interface OperationContext {
  /** The runs of the cluster, oldest first. */
  runs: readonly OperationRun[]
  /** Returns the names of the hosts that do not answer. */
  unreachable: (cluster: Cluster) => Promise<string[]>
}

/**
 * An installation concerns all hosts of the draft, any other operation those that are part of the cluster and those that
 * it adds. Before hosts are removed, every host is tried. Throws `operation-refused` with the first problem.
 */
export async function operationDraft(
  draft: Draft,
  request: OperationRequest,
  { runs, unreachable }: OperationContext,
): Promise<Draft> {
  if (request.id === 'install') return draft
  const { installer: chosen, settings, hosts } = draft
  const installer = findInstaller(chosen.id)
  const members = clusterMembers(runs)
  const cluster = toCluster(draft, findRelease(chosen, settings))
  const supported = installer?.operations(cluster) ?? []
  const subject = { hosts: cluster.hosts, members, supported }
  refuse(operationProblems(request, subject))
  const concerned = new Set([...members, ...(request.id === 'add-hosts' ? request.hosts : [])])
  const narrowed = { ...draft, hosts: hosts.filter(({ name }) => concerned.has(name)) }
  if (request.id === 'remove-hosts') {
    const concernedHosts = cluster.hosts.filter(({ name }) => concerned.has(name))
    const silent = await unreachable({ ...cluster, hosts: concernedHosts })
    refuse(operationProblems(request, { ...subject, unreachable: silent }))
  }
  return narrowed
}

function refuse([problem]: readonly OperationProblem[]): void {
  if (problem) throw new RequestFailure('operation-refused', problemFacts(problem))
}
