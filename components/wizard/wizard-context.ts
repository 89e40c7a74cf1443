'use client'

import { createContext, use } from 'react'
import type { StepId } from '@/lib/steps/steps'
import type { DraftSync } from './draft/use-draft-sync'

export interface WizardValue extends DraftSync {
  id: string
  /** Steps that the user has visited. */
  visitedSteps: ReadonlySet<StepId>
}

export const WizardContext = createContext<WizardValue | undefined>(undefined)

/** The wizard's cluster: its id, and the state of loading and saving. */
export function useWizard(): WizardValue {
  const wizard = use(WizardContext)
  if (!wizard) throw new Error('useWizard outside of the wizard')
  return wizard
}
