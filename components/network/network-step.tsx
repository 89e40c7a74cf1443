'use client'

import { StepFrame } from '@/components/wizard/step-frame'

export function NetworkStep() {
  return <StepFrame step="network">{null}</StepFrame>
}
