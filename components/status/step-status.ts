import {
  CircleCheck,
  CircleDashed,
  CircleDot,
  CircleSlash,
  MessageCircleQuestionMark,
  TriangleAlert,
} from 'lucide-react'
import type { StepState } from '@/lib/steps/step-verdict'
import { type Status, status } from './status'

/** A step of the wizard. */
export const STEP_STATUS: Record<StepState | 'current', Status> = {
  untouched: status('idle', CircleDashed, 'wizard.stepStates.untouched', 'status.help.step.untouched'),
  current: status('info', CircleDot, 'wizard.stepStates.current', 'status.help.step.current'),
  done: status('ok', CircleCheck, 'wizard.stepStates.done', 'status.help.step.done'),
  attention: status('warn', TriangleAlert, 'wizard.stepStates.attention', 'status.help.step.attention'),
  testing: status('busy', 'spinner', 'wizard.stepStates.testing', 'status.help.step.testing'),
  running: status('busy', 'spinner', 'wizard.stepStates.running', 'status.help.step.running'),
  waiting: status('warn', MessageCircleQuestionMark, 'wizard.stepStates.waiting', 'status.help.step.waiting'),
  blocked: status('blocked', CircleSlash, 'wizard.stepStates.blocked', 'status.help.step.blocked'),
}
