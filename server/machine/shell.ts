/**
 * The lowest layer of a machine: starts POSIX sh commands. `LocalShell` and `SshShell` implement it, `withSudo` wraps
 * either, and `ShellMachine` implements `Machine` on top of any of them.
 */
import type { Readable, Writable } from 'node:stream'

/** A running command. Both outputs are paused; the caller must read them to the end or resume them. */
export interface Running {
  readonly stdin: Writable
  readonly stdout: Readable
  readonly stderr: Readable
  /** Process group id on the machine. */
  readonly group: number
  /** Output of the login shell's rc files before the command started. */
  readonly preamble: Buffer
  /** Exit status, or 128 + signal number, once both outputs are read. Rejects with a MachineFailure if it is lost. */
  readonly ended: Promise<number>
  /** Sends TERM to the process group, and KILL if it does not exit. Never throws; ignores a group that has exited. */
  kill(): void
}

/** Starts commands on a machine. */
export interface Shell {
  /** As `Machine.label`. */
  readonly label: string
  /**
   * Resolves when the command has started. `signal` applies to the start only: if it aborts, its reason is thrown and
   * no process remains. After that the caller kills the command. An `urgent` command skips the queue, since it kills
   * another one.
   */
  start(command: string, signal: AbortSignal, urgent?: boolean): Promise<Running>
  close(): Promise<void>
}

/**
 * Number of TERM signals before KILL. TERM is repeated because a shell may start a program just after the first signal,
 * and would wait for it before it cleans up.
 */
export const TERM_ATTEMPTS = 10
export const TERM_INTERVAL_MS = 200

/** A script that kills a process group: TERM up to `TERM_ATTEMPTS` times, then KILL. */
export function killScript(group: number): string {
  return `n=0
while kill -s TERM -- -${group} 2>/dev/null; do
  n=$((n+1)); [ $n -lt ${TERM_ATTEMPTS} ] || { kill -s KILL -- -${group}; break; }
  sleep ${TERM_INTERVAL_MS / 1000} 2>/dev/null || sleep 1
done`
}
