'use client'

import { StepFrame } from '@/components/wizard/step-frame'

export function StorageStep() {
  return <StepFrame step="storage">{null}</StepFrame>
}
