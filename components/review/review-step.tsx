'use client'

import { StepFrame } from '@/components/wizard/step-frame'

export function ReviewStep() {
  return <StepFrame step="review">{null}</StepFrame>
}
