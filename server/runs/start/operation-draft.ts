/** The draft with which an operation runs: that of the cluster, reduced to the hosts that it concerns. */
import type { Draft } from '@/lib/cluster/draft/draft'
import { toCluster } from '@/lib/cluster/draft/to-cluster'
import { findInstaller, findRelease } from '@/lib/installers/registry'
import { clusterMembers, type OperationRun } from '@/lib/operations/members'
import type { OperationRequest } from '@/lib/operations/request'
import { type OperationProblem, operationProblems } from '@/lib/operations/rules'
import { RequestFailure } from '../../request-failure'

/**
 * An installation concerns all hosts of the draft, any other operation those that are part of the cluster and those that
 * it adds. Throws `operation-refused` with the first problem.
 * @param runs of the cluster, oldest first
 */
export function operationDraft(
  draft: Draft,
  request: OperationRequest,
  runs: readonly OperationRun[],
): Draft {
  if (request.id === 'install') return draft
  const { installer: chosen, settings, hosts } = draft
  const installer = findInstaller(chosen.id)
  const members = clusterMembers(runs)
  const cluster = toCluster(draft, findRelease(chosen, settings))
  const supported = installer?.operations(cluster) ?? []
  const [problem] = operationProblems(request, { hosts: cluster.hosts, members, supported })
  if (problem) throw refusal(problem)
  const concerned = new Set([...members, ...(request.id === 'add-hosts' ? request.hosts : [])])
  return { ...draft, hosts: hosts.filter(({ name }) => concerned.has(name)) }
}

/** ICU select keys cannot contain a dash. */
function refusal({ code, facts }: OperationProblem): RequestFailure {
  const key = code.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())
  return new RequestFailure('operation-refused', { code: key, ...facts })
}
