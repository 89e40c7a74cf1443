'use client'

import { useMemo } from 'react'
import { useClusterFacts } from './cluster-facts'
import { useCurrentStep } from './current-step'
import { useDraft } from './draft-store'
import { useJudgement } from './judge'
import { type StepState, stepState } from './step-state'
import { STEPS, type StepId } from './steps'
import { useWizard } from './wizard-context'

/** How every step stands now. */
export function useStepStates(): Record<StepId, StepState> {
  const current = useCurrentStep()
  const draft = useDraft()
  const { problems } = useJudgement()
  const { asked } = useWizard()
  const { checks, run } = useClusterFacts()
  return useMemo(() => {
    const facts = { current, draft, problems, asked, checks, run: run?.state }
    const entries = STEPS.map((step) => [step, stepState(step, facts)] as const)
    return Object.fromEntries(entries) as Record<StepId, StepState>
  }, [current, draft, problems, asked, checks, run])
}
