'use client'

import { usePathname } from 'next/navigation'
import { isStep, type StepId } from '@/lib/steps/steps'

/** The step in the URL. */
export function useCurrentStep(): StepId {
  const segment = usePathname().split('/')[3] ?? ''
  return isStep(segment) ? segment : 'installer'
}
