/** What a browser sees of a run, put together from its record, its log and its dialogue. */
import type { RunState, RunView } from '@/lib/contract/run'
import { findSignature } from '@/lib/diagnosis/signatures'
import type { Outcome } from '@/lib/installers/installer'
import type { RunLog } from './log/run-log'
import type { PromptResponder } from './prompts/prompt-responder'
import type { RunRecord } from './run-store'

export interface RunViewSources {
  record: RunRecord
  log: RunLog
  dialogue: PromptResponder
  state: RunState
  outcome: Outcome | undefined
  elapsedMs: number
  version: number
  /** Why it is as it is, where it has not ended. */
  reason: string | undefined
  trouble: RunView['trouble']
  pace: RunView['pace']
}

export function runView({ record, log, dialogue, state, outcome, ...shown }: RunViewSources): RunView {
  const { reducer } = log
  const diagnosis = reducer.diagnosis()
  const { id, clusterId, clusterName, startedAt, endedAt, release, mode } = record
  const {
    packageFolder,
    hostNames,
    waivers,
    exitStatus,
    reachable,
    hostKeysUnchecked,
    leftRunning,
    papers = [],
  } = record
  return {
    ...{
      id,
      clusterId,
      clusterName,
      startedAt,
      endedAt,
      release,
      mode,
      packageFolder,
      hostNames,
      waivers,
      exitStatus,
      hostKeysUnchecked,
      leftRunning,
      papers,
    },
    state,
    version: shown.version,
    elapsedMs: shown.elapsedMs,
    trouble: shown.trouble,
    pace: shown.pace,
    logBytes: log.bytes,
    progress: reducer.view,
    question: dialogue.question,
    answers: dialogue.answers,
    reason: record.reason ?? shown.reason,
    diagnosis,
    relatedCheck: findSignature(diagnosis[0]?.id ?? '')?.check,
    console:
      outcome?.result === 'succeeded' && state === 'succeeded'
        ? { url: outcome.console.url, account: outcome.console.account, reachable }
        : undefined,
  }
}
