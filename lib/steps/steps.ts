/** The steps of the wizard, and their order. */
import { CONFIGURATION_STEPS } from '@/lib/cluster/draft/configuration-steps'

/** The steps in order. Each has its own URL. */
export const STEPS = [...CONFIGURATION_STEPS, 'review', 'install', 'done'] as const
export type StepId = (typeof STEPS)[number]

export function isStep(value: string): value is StepId {
  return STEPS.some((step) => step === value)
}

export function stepAfter(step: StepId): StepId | undefined {
  return STEPS[STEPS.indexOf(step) + 1]
}

export function stepBefore(step: StepId): StepId | undefined {
  return STEPS[STEPS.indexOf(step) - 1]
}

export function stepHref(cluster: string, step: StepId): string {
  return `/clusters/${cluster}/${step}`
}
