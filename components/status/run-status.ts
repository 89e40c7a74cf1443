import {
  CircleCheck,
  CircleCheckBig,
  CircleDot,
  CircleHelp,
  CircleMinus,
  CircleStop,
  CircleX,
  LifeBuoy,
  MessageCircleQuestionMark,
  TriangleAlert,
  Unplug,
} from 'lucide-react'
import type { PlayState, TaskState } from '@/components/run/plays'
import type { LogOutcome } from '@/lib/diagnosis/run-explanation'
import type { RunState } from '@/lib/run/state'
import { type Status, status } from './status'

/** A run as a whole. `public/run/<tone>.svg` is the page's icon. */
export const RUN_STATUS: Record<RunState, Status> = {
  preparing: status('busy', 'spinner', 'wizard.runState.preparing', 'status.help.run.preparing'),
  starting: status('busy', 'spinner', 'wizard.runState.starting', 'status.help.run.starting'),
  running: status('busy', 'spinner', 'wizard.runState.running', 'status.help.run.running'),
  waiting: status('warn', MessageCircleQuestionMark, 'wizard.runState.waiting', 'status.help.run.waiting'),
  stopping: status('busy', 'spinner', 'wizard.runState.stopping', 'status.help.run.stopping'),
  succeeded: status('ok', CircleCheck, 'wizard.runState.succeeded', 'status.help.run.succeeded'),
  failed: status('fail', CircleX, 'wizard.runState.failed', 'status.help.run.failed'),
  stopped: status('warn', CircleStop, 'wizard.runState.stopped', 'status.help.run.stopped'),
  lost: status('unknown', Unplug, 'wizard.runState.lost', 'status.help.run.lost'),
}

/** A play of an installer run. */
export const PLAY_STATUS: Record<PlayState, Status> = {
  done: status('ok', CircleCheck, 'run.plays.states.done', 'status.help.play.done'),
  current: status('busy', 'spinner', 'run.plays.states.current', 'status.help.play.current'),
  failed: status('fail', CircleX, 'run.plays.states.failed', 'status.help.play.failed'),
  stopped: status('warn', CircleStop, 'run.plays.states.stopped', 'status.help.play.stopped'),
}

/** A task of a play, over all hosts. Some titles have the `count` of hosts. */
export const TASK_STATUS: Record<TaskState, Status> = {
  ok: status('ok', CircleCheck, 'run.plays.taskStates.ok', 'status.help.task.ok'),
  changed: status('ok', CircleCheckBig, 'run.plays.taskStates.changed', 'status.help.task.changed'),
  skipped: status('idle', CircleMinus, 'run.plays.taskStates.skipped', 'status.help.task.skipped'),
  failed: status('fail', CircleX, 'run.plays.taskStates.failed', 'status.help.task.failed'),
  ignored: status('warn', TriangleAlert, 'run.plays.taskStates.ignored', 'status.help.task.ignored'),
  rescued: status('ok', LifeBuoy, 'run.plays.taskStates.rescued', 'status.help.task.rescued'),
  current: status('busy', 'spinner', 'run.plays.taskStates.current', 'status.help.task.current'),
}

/** Outcome of an explained log. */
export const LOG_STATUS: Record<LogOutcome, Status> = {
  succeeded: status('ok', CircleCheck, 'explain.outcomes.succeeded', 'status.help.log.succeeded'),
  failed: status('fail', CircleX, 'explain.outcomes.failed', 'status.help.log.failed'),
  unfinished: status('warn', CircleDot, 'explain.outcomes.unfinished', 'status.help.log.unfinished'),
  unknown: status('unknown', CircleHelp, 'explain.outcomes.unknown', 'status.help.log.unknown'),
}
