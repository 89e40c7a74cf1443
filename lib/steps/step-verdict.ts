/**
 * The verdict of each step of the wizard. The navigation, the Next buttons, the checks, the review and the home page use
 * the same one.
 */
import { installBlocker, type OpenFailure } from '@/lib/checks/evaluate/install-gate'
import type { HostResults } from '@/lib/checks/results'
import type { Draft } from '@/lib/cluster/draft/draft'
import { ENDED_STATES, type RunState } from '@/lib/run/state'
import type { ConnectionTests } from './connections'
import { type StepCause, type StepProblem, stepCauses } from './step-causes'
import { STEPS, type StepId } from './steps'

/** `testing`: only connection tests that have not finished keep the step from being done. */
export const STEP_STATES = [
  'untouched',
  'done',
  'attention',
  'testing',
  'running',
  'waiting',
  'blocked',
] as const
export type StepState = (typeof STEP_STATES)[number]

export interface StepVerdict<P extends StepProblem = StepProblem> {
  state: StepState
  /** What keeps the step from being done, without failed checks. */
  causes: readonly StepCause<P>[]
  /** Failed checks to fix in this step. */
  failures: number
}

export interface StepFacts<P extends StepProblem> {
  draft: Draft
  problems: readonly P[]
  /** Steps that the user has visited. */
  visitedSteps: ReadonlySet<StepId>
  /** Undefined if this page tests no connections. */
  connections: ConnectionTests | undefined
  checks:
    | {
        startedAt: number
        progress?: { hosts: readonly string[] } | undefined
        hosts: Readonly<Record<string, HostResults>>
      }
    | undefined
  failures: readonly OpenFailure[]
  run: RunState | undefined
}

export type StepVerdicts<P extends StepProblem = StepProblem> = Readonly<Record<StepId, StepVerdict<P>>>

/** Returns the verdicts of all steps. */
export function stepVerdicts<P extends StepProblem>(facts: StepFacts<P>): StepVerdicts<P> {
  const verdict = (step: StepId): StepVerdict<P> => {
    const causes = stepCauses(step, { ...facts, results: facts.checks?.hosts })
    const failures = facts.failures.filter(({ fix }) => fix.step === step).length
    return { state: STEP_RULES[step](facts, causes, failures), causes, failures }
  }
  return Object.fromEntries(STEPS.map((step) => [step, verdict(step)])) as Record<StepId, StepVerdict<P>>
}

/** The first step that needs the user: the one to open next. */
export function nextStep(verdicts: StepVerdicts): StepId {
  return STEPS.find((step) => verdicts[step].state !== 'done') ?? 'done'
}

type StepRule = (facts: StepFacts<StepProblem>, causes: readonly StepCause[], failures: number) => StepState

const hasErrors = ({ problems }: StepFacts<StepProblem>) =>
  problems.some(({ severity }) => severity === 'error')

/** A configuration step: evaluated by its causes and its failed checks once it has content or was visited. */
function configurationStep(step: StepId, hasContent: (draft: Draft) => boolean): StepRule {
  return ({ visitedSteps, draft }, causes, failures) => {
    if (!visitedSteps.has(step) && !hasContent(draft)) return 'untouched'
    if (failures > 0 || causes.some(({ kind }) => kind !== 'testing')) return 'attention'
    return causes.length > 0 ? 'testing' : 'done'
  }
}

const checksPassed = ({ checks, draft }: StepFacts<StepProblem>) =>
  installBlocker(checks, draft) === undefined

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
    const { run } = facts
    if (!run) return hasErrors(facts) || !checksPassed(facts) ? 'blocked' : 'untouched'
    if (run === 'waiting') return 'waiting'
    if (!ENDED_STATES.has(run)) return 'running'
    return run === 'succeeded' ? 'done' : 'attention'
  },
  done: ({ run }) => {
    if (!run || !ENDED_STATES.has(run)) return 'blocked'
    return run === 'succeeded' ? 'done' : 'attention'
  },
}
