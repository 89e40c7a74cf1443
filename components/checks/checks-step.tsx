'use client'

import { StepFrame } from '@/components/wizard/step-frame'

export function ChecksStep() {
  return <StepFrame step="checks">{null}</StepFrame>
}
