'use client'

import { createContext, type ReactNode, use, useDeferredValue, useMemo } from 'react'
import { useConnectionTests } from '@/components/connection-test/use-connection-test'
import { type StepState, type StepVerdicts, stepVerdicts } from '@/lib/steps/step-verdict'
import type { StepId } from '@/lib/steps/steps'
import { useClusterFacts } from '../cluster-facts'
import { useDraft } from '../draft/draft-store'
import { type KeyedProblem, useValidation } from '../draft/validation'
import { useOpenFailures } from '../use-open-failures'
import { useWizard } from '../wizard-context'

const VerdictsContext = createContext<StepVerdicts<KeyedProblem> | undefined>(undefined)

/** Computes the verdicts of all steps once for the navigation and the open step. */
export function VerdictsProvider({ children }: { children: ReactNode }) {
  const draft = useDeferredValue(useDraft())
  const { problems } = useValidation()
  const { visitedSteps } = useWizard()
  const { checks, run } = useClusterFacts()
  const connections = useConnectionTests()
  const failures = useOpenFailures()
  const state = run?.state
  const verdicts = useMemo(
    () => stepVerdicts({ draft, problems, visitedSteps, connections, checks, failures, run: state }),
    [draft, problems, visitedSteps, connections, checks, failures, state],
  )
  return <VerdictsContext value={verdicts}>{children}</VerdictsContext>
}

export function useVerdicts(): StepVerdicts<KeyedProblem> {
  const verdicts = use(VerdictsContext)
  if (!verdicts) throw new Error('useVerdicts outside of the wizard')
  return verdicts
}

/** The state that the navigation shows. The open step is `current`, unless the installer waits for input. */
export function shownState(
  step: StepId,
  current: StepId,
  { [step]: verdict }: StepVerdicts,
): StepState | 'current' {
  return step === current && verdict.state !== 'waiting' ? 'current' : verdict.state
}
