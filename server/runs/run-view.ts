/** Builds the view of a run for browsers from its record, log and prompts, and redacts it. */

import type { RunView } from '@/lib/contract/run'
import type { Diagnosis } from '@/lib/diagnosis/diagnosis'
import type { LogReducer } from '@/lib/diagnosis/log-reducer'
import { findSignature } from '@/lib/diagnosis/signatures'
import type { Installer, Outcome } from '@/lib/installers/installer'
import type { ClusterVerification } from '@/lib/kubernetes/verification'
import type { FailedTask, PlayProgress, Progress } from '@/lib/run/progress/progress'
import type { RunState } from '@/lib/run/state'
import type { RunLog } from './log/run-log'
import type { PromptResponder } from './prompts/prompt-responder'
import type { RunRecord } from './run-store'

type Mask = (text: string) => string

export interface RunViewSources {
  record: RunRecord
  log: RunLog
  prompts: PromptResponder
  state: RunState
  outcome: Outcome | undefined
  elapsedMs: number
  version: number
  /** Why a run that has not ended is unreachable. */
  reason: string | undefined
  warning: RunView['warning']
  estimate: RunView['estimate']
  /** The latest attempt of a verification that continues. */
  verification: RunView['verification']
  /** The verification of an ended run is being repeated. */
  isVerifying: boolean
  installer: Pick<Installer, 'waitingForStartup'>
  kubernetes: string
}

export function runView({ record, log, prompts, state, outcome, ...sources }: RunViewSources): RunView {
  const { reducer } = log
  const diagnosis = reducer.diagnosis()
  const { id, clusterId, clusterName, operation, startedAt, endedAt } = record
  const { installer, release, releaseReason, mode } = record
  const {
    packageFolder,
    hostNames,
    waivers,
    exitStatus,
    reachable,
    hostKeysUnchecked,
    leftRunning,
    artifacts = [],
  } = record
  return {
    ...{
      id,
      clusterId,
      clusterName,
      operation,
      startedAt,
      endedAt,
      installer,
      release,
      releaseReason,
      mode,
      packageFolder,
      hostNames,
      waivers,
      exitStatus,
      hostKeysUnchecked,
      leftRunning,
      artifacts,
    },
    state,
    version: sources.version,
    kubernetes: sources.kubernetes,
    elapsedMs: sources.elapsedMs,
    warning: sources.warning,
    estimate: sources.estimate,
    startupSeconds: record.state ? undefined : startupSeconds(reducer, sources.installer),
    isBetweenPlaybooks: reducer.recaps > 0 && !reducer.hasOpenPlaybook,
    logBytes: log.bytes,
    progress: reducer.view,
    question: prompts.question,
    quiet: state === 'running' ? prompts.quiet : undefined,
    answers: prompts.answers,
    reason: record.reason ?? sources.reason,
    diagnosis,
    ansibleError: state === 'failed' ? reducer.error : undefined,
    relatedCheck: findSignature(diagnosis[0]?.id ?? '')?.check,
    verification: record.verification ?? sources.verification,
    isVerifying: sources.isVerifying || undefined,
    attempt: sources.isVerifying ? sources.verification : undefined,
    verifiedAt: record.verifiedAt,
    console:
      outcome?.result === 'succeeded' && outcome.console && state === 'succeeded'
        ? { url: outcome.console.url, account: outcome.console.account, reachable }
        : undefined,
  }
}

/** Reads the log's end only between playbooks and after them, since views are rendered many times a second. */
function startupSeconds(
  reducer: Pick<LogReducer, 'recaps' | 'hasOpenPlaybook' | 'tail'>,
  installer: Pick<Installer, 'waitingForStartup'>,
): number | undefined {
  if (reducer.recaps === 0 || reducer.hasOpenPlaybook) return undefined
  return installer.waitingForStartup(reducer.tail)
}

/** Redacts all texts of a view that come from the run's log. */
export function redactView(view: RunView, mask: Mask): RunView {
  const { question, answers, diagnosis, ansibleError, verification, attempt } = view
  return {
    ...view,
    progress: redactProgress(view.progress, mask),
    question: question && {
      ...question,
      text: mask(question.text),
      suggestions: question.suggestions.map(mask),
    },
    answers: answers.map(({ question: asked, answer, ...rest }) => ({
      ...rest,
      question: mask(asked),
      answer: mask(answer),
    })),
    diagnosis: diagnosis.map((found) => redactDiagnosis(found, mask)),
    ansibleError: ansibleError && { ...ansibleError, text: mask(ansibleError.text) },
    verification: verification && redactVerification(verification, mask),
    attempt: attempt && redactVerification(attempt, mask),
  }
}

function redactVerification(verification: ClusterVerification, mask: Mask): ClusterVerification {
  const facts = Object.entries(verification.facts).map(([name, fact]) => [
    name,
    typeof fact === 'string' ? mask(fact) : fact,
  ])
  return {
    ...verification,
    nodes: verification.nodes.map((node) => ({ ...node, message: mask(node.message) })),
    facts: Object.fromEntries(facts),
  }
}

function redactDiagnosis(found: Diagnosis, mask: Mask): Diagnosis {
  const facts = found.facts && Object.entries(found.facts).map(([name, value]) => [name, mask(value)])
  return { ...found, task: mask(found.task), ...(facts && { facts: Object.fromEntries(facts) }) }
}

function redactProgress(progress: Progress, mask: Mask): Progress {
  const { plays, hosts, failures, retrying } = progress
  return {
    ...progress,
    plays: plays.map((play) => redactPlay(play, mask)),
    hosts: Object.fromEntries(
      Object.entries(hosts).map(([name, host]) => [name, { ...host, task: mask(host.task) }]),
    ),
    failures: failures.map((failed) => redactFailure(failed, mask)),
    ...(retrying && { retrying: { ...retrying, task: mask(retrying.task) } }),
  }
}

function redactPlay(play: PlayProgress, mask: Mask): PlayProgress {
  const tasks = play.tasks.map((task) => ({ ...task, name: mask(task.name) }))
  return { ...play, name: mask(play.name), tasks }
}

function redactFailure(failed: FailedTask, mask: Mask): FailedTask {
  const { play, task, message } = failed
  return { ...failed, play: mask(play), task: mask(task), message: mask(message) }
}
