'use client'

import { StepFrame } from '@/components/wizard/step-frame'

export function InstallStep() {
  return <StepFrame step="install">{null}</StepFrame>
}
