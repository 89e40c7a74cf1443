/** Timeouts of a stop: how long it waits for processes to end after each step. */
import { STOP_SECONDS } from '@/lib/run/state'

export interface StopTimeouts {
  /** After SIGINT, as sent by Ctrl-C. Ansible finishes its current task. */
  interruptMs: number
  /** On the hosts before any signal: killing a package manager leaves packages half configured. */
  hostMs: number
  terminateMs: number
  killMs: number
}

export const STOP_TIMEOUTS: StopTimeouts = {
  interruptMs: STOP_SECONDS.interrupt * 1000,
  hostMs: 25_000,
  terminateMs: STOP_SECONDS.terminate * 1000,
  killMs: STOP_SECONDS.kill * 1000,
}
