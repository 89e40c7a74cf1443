'use client'

import { StepFrame } from '@/components/wizard/step-frame'

export function InstallerStep() {
  return <StepFrame step="installer">{null}</StepFrame>
}
