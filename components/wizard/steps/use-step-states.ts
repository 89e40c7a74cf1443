'use client'

import { useMemo } from 'react'
import { useClusterFacts } from '../cluster-facts'
import { useDraft } from '../draft/draft-store'
import { useValidation } from '../draft/validation'
import { useOpenFailures } from '../use-open-failures'
import { useWizard } from '../wizard-context'
import { useCurrentStep } from './current-step'
import { type StepState, stepState } from './step-state'
import { STEPS, type StepId } from './wizard-steps'

/** The state of every step, and the number of failed checks to fix in it. */
export function useStepStates(): Record<StepId, { state: StepState; failures: number }> {
  const current = useCurrentStep()
  const draft = useDraft()
  const { problems } = useValidation()
  const { visitedSteps } = useWizard()
  const { checks, run } = useClusterFacts()
  const failures = useOpenFailures()
  return useMemo(() => {
    const facts = { current, draft, problems, visitedSteps, checks, failures, run: run?.state }
    const entries = STEPS.map((step) => {
      const count = failures.filter(({ fix }) => fix.step === step).length
      return [step, { state: stepState(step, facts), failures: count }] as const
    })
    return Object.fromEntries(entries) as Record<StepId, { state: StepState; failures: number }>
  }, [current, draft, problems, visitedSteps, checks, failures, run])
}
