import { execa } from 'execa'

export interface CommandResult {
  exitCode: number
  stdout: string
  stderr: string
}

export interface CommandOptions {
  deadlineMs: number
  /** Written to standard input. Pass secrets here, never in an argument. */
  input?: string
  env?: Record<string, string>
  cwd?: string
  signal?: AbortSignal
}

/** Environment of all processes of practice hosts, without variables of the user. */
export const CLEAN_ENVIRONMENT = {
  PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
  LANG: 'C.UTF-8',
  HOME: '/root',
}

/** Exit status after the deadline, as of timeout(1). */
const TIMED_OUT = 124
/** Exit status if the program could not be started, as of sh. */
const NOT_STARTED = 127

/** Runs a program until it exits. A failure is a result, not an error; exit status 124 means a timeout. */
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
