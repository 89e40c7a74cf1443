/** How long a stop waits for processes to end by themselves after each step. */
import { STOP_SECONDS } from '@/lib/contract/run'

export interface StopTimeouts {
  /** After the interrupt that Ctrl-C sends. Ansible ends the task under way. */
  interruptMs: number
  /** For the work on the hosts, before any signal: a package manager that is killed leaves its packages half set up. */
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
