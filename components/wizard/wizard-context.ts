'use client'

import { createContext, use } from 'react'
import type { DraftSync } from './draft/use-draft-sync'
import type { StepId } from './steps/steps'

export interface WizardValue extends DraftSync {
  id: string
  /** Steps that were visited before. */
  asked: ReadonlySet<StepId>
}

export const WizardContext = createContext<WizardValue | undefined>(undefined)

/** The cluster that this wizard is about: its id, whether it is open, how saving goes. */
export function useWizard(): WizardValue {
  const wizard = use(WizardContext)
  if (!wizard) throw new Error('useWizard outside of the wizard')
  return wizard
}
