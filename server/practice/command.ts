import { execa } from 'execa'

export interface CommandResult {
  exitCode: number
  stdout: string
  stderr: string
}

export interface CommandOptions {
  deadlineMs: number
  /** Written to standard input. Secrets go here, never into an argument. */
  input?: string
  env?: Record<string, string>
  cwd?: string
  signal?: AbortSignal
}

/** The environment of everything that practice starts: nothing of the user's own leaks into it. */
export const CLEAN_ENVIRONMENT = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LANG: 'C.UTF-8',
  HOME: '/root',
}

/** Exit status where the deadline ended it, as timeout(1) has it. */
const TIMED_OUT = 124
/** Exit status where it could not be started, as sh has it. */
const NOT_STARTED = 127

/** Runs a program to its end. A failure is a result, not an error; 124 says that the deadline ended it. */
export async function command(
  file: string,
  args: readonly string[],
  options: CommandOptions,
): Promise<CommandResult> {
  const done = await execa(file, args, {
    extendEnv: false,
    env: { ...CLEAN_ENVIRONMENT, ...options.env },
    input: options.input ?? '',
    reject: false,
    stripFinalNewline: false,
    timeout: options.deadlineMs,
    killSignal: 'SIGKILL',
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
    ...(options.signal === undefined ? {} : { cancelSignal: options.signal }),
  })
  const exitCode = done.timedOut ? TIMED_OUT : (done.exitCode ?? NOT_STARTED)
  return { exitCode, stdout: done.stdout, stderr: done.stderr || (done.shortMessage ?? '') }
}
