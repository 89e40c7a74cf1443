import { installBlocker, type OpenFailure } from '@/lib/checks/evaluate/install-gate'
import type { Draft } from '@/lib/cluster/draft/draft'
import type { ChecksView } from '@/lib/contract/checks'
import { ENDED_STATES, type RunState } from '@/lib/run/state'
import type { KeyedProblem } from '../draft/validation'
import type { StepId } from './wizard-steps'

/** The state of a step. The open step is `current`, unless the installer waits for input. */
export type StepState = 'untouched' | 'current' | 'done' | 'attention' | 'running' | 'waiting' | 'blocked'

export interface StepFacts {
  current: StepId
  draft: Draft
  problems: readonly KeyedProblem[]
  /** Steps that the user has visited. */
  visitedSteps: ReadonlySet<StepId>
  checks: ChecksView | undefined
  failures: readonly OpenFailure[]
  run: RunState | undefined
}

type StepRule = (facts: StepFacts) => StepState

const hasErrors = ({ problems }: StepFacts, step?: StepId) =>
  problems.some((problem) => problem.severity === 'error' && (!step || problem.step === step))

/** A configuration step: evaluated by its fields and its failed checks once it has content or was visited. */
function configurationStep(step: StepId, hasContent: (draft: Draft) => boolean): StepRule {
  return (facts) => {
    if (!facts.visitedSteps.has(step) && !hasContent(facts.draft)) return 'untouched'
    const failed = facts.failures.some(({ fix }) => fix.step === step)
    return failed || hasErrors(facts, step) ? 'attention' : 'done'
  }
}

const isActive = (run: RunState) =>
  run === 'preparing' || run === 'starting' || run === 'running' || run === 'stopping'

const checksPassed = ({ checks, draft }: StepFacts): boolean => installBlocker(checks, draft) === undefined

const STEP_RULES: Record<StepId, StepRule> = {
  installer: configurationStep('installer', ({ installer }) => installer.source !== ''),
  hosts: configurationStep('hosts', ({ hosts }) => hosts.length > 0),
  // The defaults suit most clusters, so the step is also evaluated once the next step has content.
  network: configurationStep('network', ({ storage }) => storage.class !== ''),
  storage: configurationStep('storage', ({ storage }) => storage.class !== ''),
  checks: (facts) => {
    if (hasErrors(facts)) return 'blocked'
    if (!facts.checks || facts.checks.startedAt === 0) return 'untouched'
    return checksPassed(facts) ? 'done' : 'attention'
  },
  review: (facts) => {
    if (hasErrors(facts) || !checksPassed(facts)) return 'blocked'
    // Another browser may not have visited this step, but a run cannot start without it.
    return facts.run || facts.visitedSteps.has('review') ? 'done' : 'untouched'
  },
  install: (facts) => {
    if (!facts.run) return hasErrors(facts) || !checksPassed(facts) ? 'blocked' : 'untouched'
    if (isActive(facts.run)) return 'running'
    return facts.run === 'succeeded' ? 'done' : 'attention'
  },
  done: ({ run }) => {
    if (!run || !ENDED_STATES.has(run)) return 'blocked'
    return run === 'succeeded' ? 'done' : 'attention'
  },
}

export function stepState(step: StepId, facts: StepFacts): StepState {
  if (step === 'install' && facts.run === 'waiting') return 'waiting'
  return step === facts.current ? 'current' : STEP_RULES[step](facts)
}
