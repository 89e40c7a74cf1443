import {
  CircleCheck,
  CircleDashed,
  CircleHelp,
  CircleSlash2,
  CircleX,
  History,
  Minus,
  TriangleAlert,
} from 'lucide-react'
import type { ResultState } from '@/lib/checks/evaluate/result-state'
import { type Status, status } from './status'

/** `stale`: the inputs have changed since; `never`: not checked yet; `none`: the check does not apply. */
export type CheckState = ResultState | 'stale' | 'never' | 'none'

/** One check on one host. */
export const CHECK_STATUS: Record<CheckState, Status> = {
  fail: status('fail', CircleX, 'checks-step.states.fail', 'status.help.check.fail'),
  unknown: status('unknown', CircleHelp, 'checks-step.states.unknown', 'status.help.check.unknown'),
  waived: status('waived', CircleSlash2, 'checks-step.states.waived', 'status.help.check.waived'),
  warn: status('warn', TriangleAlert, 'checks-step.states.warn', 'status.help.check.warn'),
  pass: status('ok', CircleCheck, 'checks-step.states.pass', 'status.help.check.pass'),
  stale: status('idle', History, 'checks-step.states.stale', 'status.help.check.stale'),
  never: status('idle', CircleDashed, 'checks-step.states.never', 'status.help.check.never'),
  none: status('idle', Minus, 'checks-step.states.none', 'status.help.check.none'),
}
