import type { Tone } from '@/components/ui/status-badge'
import type { StepState } from './step-state'

/** Every state of a step and its tone; its word is `wizard.stepStates.<state>`. */
export const STATE_TONES: Record<StepState, Tone> = {
  untouched: 'idle',
  current: 'info',
  done: 'ok',
  look: 'warn',
  blocked: 'blocked',
}
