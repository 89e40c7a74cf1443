/**
 * Proves that a failure was rescued. A failed host that continues may also be in an `always` section, after which it stops.
 * Only a rescue section runs without the hosts that did not fail, and only a rescued host joins them again afterwards.
 */

import type { HostState } from './host-task'
import type { FailedTask, TaskProgress } from './progress'

interface Candidate {
  failure: FailedTask
  /** Hosts that ended the task without a failure. */
  survivors: ReadonlySet<HostState>
  /** Whether the host has run a task without any of them. */
  hasRunAlone: boolean
}

/** Failed hosts of the current play that may turn out to be rescued. */
export type RescueCandidates = Map<HostState, Candidate>

/** Called when a task ended for all hosts, before the next one starts. */
export function closeTask(
  candidates: RescueCandidates,
  hosts: ReadonlyMap<string, HostState>,
  task: TaskProgress,
) {
  const isIn = ({ current }: HostState) => current?.task === task
  // Hosts that failed in one task share their survivors.
  const isShared = new Map<ReadonlySet<HostState>, boolean>()
  for (const [host, candidate] of candidates) {
    if (!isIn(host)) continue
    const { survivors } = candidate
    if (!isShared.has(survivors)) isShared.set(survivors, [...survivors].some(isIn))
    if (!isShared.get(survivors)) {
      candidate.hasRunAlone = true
      continue
    }
    if (candidate.hasRunAlone) host.rescued.add(candidate.failure)
    candidates.delete(host)
  }
  if (task.failed > 0) addCandidates(candidates, [...hosts.values()].filter(isIn))
}

function addCandidates(candidates: RescueCandidates, hosts: readonly HostState[]) {
  const survivors = new Set(hosts.filter(({ current }) => !isFailed(current?.ending)))
  if (survivors.size === 0) return
  for (const host of hosts) {
    const { ending, failure } = host.current ?? {}
    if (ending === 'failed' && failure) candidates.set(host, { failure, survivors, hasRunAlone: false })
  }
}

const isFailed = (ending: string | undefined): boolean => ending === 'failed' || ending === 'unreachable'
