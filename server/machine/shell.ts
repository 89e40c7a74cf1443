/**
 * What a machine must be able to do at the bottom: start a command of POSIX sh. `LocalShell` and `SshShell` do it,
 * `elevated` puts sudo around either, and `ShellMachine` makes a whole `Machine` of any of them.
 */
import type { Readable, Writable } from 'node:stream'

/** A command that has begun. Both outputs are paused and must be read to their end (or resumed). */
export interface Running {
  readonly stdin: Writable
  readonly stdout: Readable
  readonly stderr: Readable
  /** Its process group on the machine. */
  readonly group: number
  /** What the login shell's own files printed on standard output before the command began. */
  readonly preamble: Buffer
  /** Exit status, 128 + signal number, once both outputs are read. Rejects with a MachineFailure where it is lost. */
  readonly ended: Promise<number>
  /** Ends the whole process group: asks first, insists later. Never throws; does nothing to what has ended. */
  kill(): void
}

export interface Shell {
  /** As `Machine.label`. */
  readonly label: string
  /**
   * Resolves when the command has begun. `signal` guards the beginning alone: when it aborts, its reason is thrown and
   * nothing is left running; once begun, ending the command is up to the caller. An `urgent` one waits behind nobody:
   * it is there to end another.
   */
  start(command: string, signal: AbortSignal, urgent?: boolean): Promise<Running>
  close(): Promise<void>
}

/**
 * TERM is sent again while the group lives, since a shell may start a program just after the first one and would then
 * wait for it before it cleans up. Then comes KILL.
 */
export const TERM_TIMES = 10
export const TERM_AGAIN_MS = 200

/** A script that ends a process group. */
export function killScript(group: number): string {
  return `n=0
while kill -s TERM -- -${group} 2>/dev/null; do
  n=$((n+1)); [ $n -lt ${TERM_TIMES} ] || { kill -s KILL -- -${group}; break; }
  sleep ${TERM_AGAIN_MS / 1000} 2>/dev/null || sleep 1
done`
}
