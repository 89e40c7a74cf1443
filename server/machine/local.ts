/** This machine: each command is a child of this process in its own session, so that its whole group can be killed. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { homedir, constants as os } from 'node:os'
import { MachineFailure } from './machine'
import { type Running, type Shell, TERM_ATTEMPTS, TERM_INTERVAL_MS } from './shell'
import { ShellMachine } from './shell-machine'

/**
 * Environment variables passed to commands: those that a login sets. All others are removed, since they may contain
 * secrets that a cluster file refers to, or settings of npm and Node.
 */
const FORWARDED_VARIABLES =
  /^(PATH|HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|LC_\w+|TZ|TMPDIR|(https?|ftp|all|no)_proxy)$/i

function environment(): NodeJS.ProcessEnv {
  const passed = { ...process.env }
  for (const name of Object.keys(passed)) if (!FORWARDED_VARIABLES.test(name)) delete passed[name]
  return passed
}

class LocalShell implements Shell {
  readonly label = ''

  async start(command: string, signal: AbortSignal): Promise<Running> {
    signal.throwIfAborted()
    const child = spawn('/bin/sh', ['-c', command], { cwd: home(), env: environment(), detached: true })
    const ended = exitStatus(child)
    const group = await spawned(child)
    if (signal.aborted) {
      for (const output of [child.stdout, child.stderr]) output.resume()
      kill(group, ended)
      throw signal.reason
    }
    return {
      stdin: child.stdin,
      stdout: child.stdout,
      stderr: child.stderr,
      group,
      preamble: Buffer.alloc(0),
      ended,
      kill: () => kill(group, ended),
    }
  }

  async close(): Promise<void> {}
}

/** This machine as a `Machine`. */
export class LocalMachine extends ShellMachine {
  constructor() {
    super(new LocalShell())
  }
}

function spawned(child: ChildProcessWithoutNullStreams): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (cause) =>
      reject(new MachineFailure('protocol', { machine: 'local', reason: 'noShell' }, { cause })),
    )
    child.once('spawn', () => resolve(child.pid ?? 0))
  })
}

function exitStatus(child: ChildProcessWithoutNullStreams): Promise<number> {
  return new Promise((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? 128 + os.signals[signal ?? 'SIGKILL']))
  })
}

function kill(group: number, ended: Promise<unknown>): void {
  let times = 0
  const signal = () => {
    times += 1
    send(group, times <= TERM_ATTEMPTS ? 'SIGTERM' : 'SIGKILL')
  }
  signal()
  const retry = setInterval(signal, TERM_INTERVAL_MS)
  ended.then(() => clearInterval(retry))
}

function send(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal)
  } catch {
    // The group has already exited.
  }
}

/** The working directory of commands: the home folder, or `/` where it does not exist, as for some service users. */
function home(): string {
  const folder = homedir()
  return existsSync(folder) ? folder : '/'
}
