/** Runs git on the taskbox: without prompts, hooks, submodules and credential helpers, and only over allowed protocols. */

import { EXPORT_LOGIN_ENVIRONMENT } from '../../machine/login-environment'
import type { Machine } from '../../machine/machine'
import { quote } from '../../machine/quote'

/**
 * Overrides of the user's git configuration, whose proxies, certificates and mirrors (`url.insteadOf`) apply. Objects
 * are checked, and certificates as well, even where the configuration disables that.
 */
const CONFIGURATION = [
  'core.hooksPath=/dev/null',
  'core.fsmonitor=false',
  'core.autocrlf=false',
  'credential.helper=',
  'fetch.recurseSubmodules=false',
  'gc.auto=0',
  'http.sslVerify=true',
  'init.defaultBranch=main',
  'maintenance.auto=false',
  'submodule.recurse=false',
  'transfer.fsckObjects=true',
]
/** Enough for the references and messages that are read. */
const MAX_OUTPUT_LENGTH = 64 * 1024

/** A git command for `runGit`. */
export function gitCommand(...args: string[]): string {
  return ['git', ...CONFIGURATION.flatMap((one) => ['-c', one]), ...args].map(quote).join(' ')
}

/**
 * sh: the environment of all git commands. Proxies come from the login shell.
 * @param protocols such as `https`; git refuses all others, in redirects too
 */
export function gitEnvironment(protocols: readonly string[]): string {
  return `${EXPORT_LOGIN_ENVIRONMENT}
unset $(env | sed -n 's/^\\(GIT_[A-Z_]*\\)=.*/\\1/p')
export LC_ALL=C GIT_TERMINAL_PROMPT=0 GIT_ASKPASS=true GIT_LFS_SKIP_SMUDGE=1 GIT_ALLOW_PROTOCOL=${protocols.join(':')}
umask 022
`
}

export interface RunOptions {
  /** A command without output for this long is killed. */
  stallMs: number
  signal?: AbortSignal | undefined
  /** Receives standard output and standard error. */
  onOutput?: (text: string) => void
}

/** The reason of `signal` after a stall. */
export class Stalled extends Error {}

/** Runs a script and resolves with its exit status and the end of its output. Throws `Stalled`, or the signal's reason. */
export async function runGit(
  machine: Machine,
  script: string,
  { stallMs, signal, onOutput }: RunOptions,
): Promise<{ code: number; output: string }> {
  const stall = new AbortController()
  const timer = setTimeout(() => stall.abort(new Stalled()), stallMs)
  let output = ''
  const onData = (chunk: Buffer) => {
    timer.refresh()
    const text = chunk.toString('utf8')
    output = `${output}${text}`.slice(-MAX_OUTPUT_LENGTH)
    onOutput?.(text)
  }
  try {
    const signals = AbortSignal.any([stall.signal, ...(signal ? [signal] : [])])
    const code = await machine.stream(script, { onData, onStderr: onData, signal: signals })
    return { code, output }
  } finally {
    clearTimeout(timer)
  }
}
