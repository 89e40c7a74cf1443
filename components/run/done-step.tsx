'use client'

import { StepFrame } from '@/components/wizard/step-frame'

export function DoneStep() {
  return <StepFrame step="done">{null}</StepFrame>
}
