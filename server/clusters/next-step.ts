/** The first step of a cluster that is not done, for the home page. */
import { CHECK_IDS } from '@/lib/checks/catalogue/index'
import { openFailures } from '@/lib/checks/evaluate/install-gate'
import { CONFIGURATION_STEPS, stepOf } from '@/lib/cluster/draft/configuration-steps'
import type { Draft } from '@/lib/cluster/draft/draft'
import { validateDraft } from '@/lib/cluster/draft/validate-draft'
import type { ChecksView } from '@/lib/contract/checks'
import type { ClusterSummary } from '@/lib/contract/socket'
import { findRelease } from '@/lib/installers/registry'
import type { RunState } from '@/lib/run/state'
import { nextStep, stepVerdicts } from '@/lib/steps/step-verdict'

/** Whether the hosts respond is known from the checks only. */
export function nextStepOf(
  draft: Draft,
  checks: ChecksView | undefined,
  run: RunState | undefined,
): NonNullable<ClusterSummary['next']> {
  const release = findRelease(draft.installer, draft.settings)
  const problems = validateDraft(draft, release, CHECK_IDS).map((problem) => ({
    ...problem,
    step: stepOf(problem.path, release),
  }))
  const verdicts = stepVerdicts({
    draft,
    problems,
    // A new draft has nothing to evaluate.
    visitedSteps: new Set(draft.installer.source === '' ? [] : CONFIGURATION_STEPS),
    connections: undefined,
    checks,
    failures: openFailures(checks, draft),
    run,
  })
  const step = nextStep(verdicts)
  return { step, state: verdicts[step].state }
}
