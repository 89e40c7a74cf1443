'use client'

import { StepFrame } from '@/components/wizard/step-frame'

export function HostsStep() {
  return <StepFrame step="hosts">{null}</StepFrame>
}
