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
  fail: status('fail', CircleX, 'checkstep.states.fail', 'status.help.check.fail'),
  unknown: status('unknown', CircleHelp, 'checkstep.states.unknown', 'status.help.check.unknown'),
  waived: status('waived', CircleSlash2, 'checkstep.states.waived', 'status.help.check.waived'),
  warn: status('warn', TriangleAlert, 'checkstep.states.warn', 'status.help.check.warn'),
  pass: status('ok', CircleCheck, 'checkstep.states.pass', 'status.help.check.pass'),
  stale: status('idle', History, 'checkstep.states.stale', 'status.help.check.stale'),
  never: status('idle', CircleDashed, 'checkstep.states.never', 'status.help.check.never'),
  none: status('idle', Minus, 'checkstep.states.none', 'status.help.check.none'),
}
