import { installBlocker, type OpenFailure } from '@/lib/checks/evaluate/install-gate'
import type { Draft } from '@/lib/cluster/draft'
import type { ChecksView } from '@/lib/contract/checks'
import { ENDED_STATES, type RunState } from '@/lib/contract/run'
import type { KeyedProblem } from '../draft/validation'
import type { StepId } from './steps'

/** How a step stands. `current` is the one on the screen, whatever else it is. */
export type StepState = 'untouched' | 'current' | 'done' | 'look' | 'blocked'

export interface StepFacts {
  current: StepId
  draft: Draft
  problems: readonly KeyedProblem[]
  /** Steps that were visited before. */
  asked: ReadonlySet<StepId>
  checks: ChecksView | undefined
  failures: readonly OpenFailure[]
  run: RunState | undefined
}

type StepRule = (facts: StepFacts) => StepState

const hasErrors = ({ problems }: StepFacts, step?: StepId) =>
  problems.some((problem) => problem.severity === 'error' && (!step || problem.step === step))

/** A step that collects: judged by its fields and by the failed checks that it can fix, once it has content or was visited. */
function configurationStep(step: StepId, hasContent: (draft: Draft) => boolean): StepRule {
  return (facts) => {
    if (!facts.asked.has(step) && !hasContent(facts.draft)) return 'untouched'
    const failed = facts.failures.some(({ fix }) => fix.step === step)
    return failed || hasErrors(facts, step) ? 'look' : 'done'
  }
}

const checksPassed = ({ checks, draft }: StepFacts): boolean => installBlocker(checks, draft) === undefined

const STEP_RULES: Record<StepId, StepRule> = {
  installer: configurationStep('installer', ({ installer }) => installer.package !== ''),
  hosts: configurationStep('hosts', ({ hosts }) => hosts.length > 0),
  // Its defaults fit most clusters: with the step behind it filled, nobody has to visit it.
  network: configurationStep('network', ({ storage }) => storage.class !== ''),
  storage: configurationStep('storage', ({ storage }) => storage.class !== ''),
  checks: (facts) => {
    if (hasErrors(facts)) return 'blocked'
    if (!facts.checks || facts.checks.startedAt === 0) return 'untouched'
    return checksPassed(facts) ? 'done' : 'look'
  },
  review: (facts) => {
    if (hasErrors(facts) || !checksPassed(facts)) return 'blocked'
    // Whoever watches a run in another browser has not been there, and yet nothing started without it.
    return facts.run || facts.asked.has('review') ? 'done' : 'untouched'
  },
  install: (facts) => {
    if (!facts.run) return hasErrors(facts) || !checksPassed(facts) ? 'blocked' : 'untouched'
    return facts.run === 'succeeded' ? 'done' : 'look'
  },
  done: ({ run }) => {
    if (!run || !ENDED_STATES.has(run)) return 'blocked'
    return run === 'succeeded' ? 'done' : 'look'
  },
}

export function stepState(step: StepId, facts: StepFacts): StepState {
  return step === facts.current ? 'current' : STEP_RULES[step](facts)
}
