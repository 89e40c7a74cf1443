/** This machine: commands are children of this process, each in a session of its own so that all of it can be ended. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { homedir, constants as os } from 'node:os'
import { MachineFailure } from './machine'
import { type Running, type Shell, TERM_AGAIN_MS, TERM_TIMES } from './shell'
import { ShellMachine } from './shell-machine'

/**
 * What a command may see of this process's environment: what a login would give it. The rest (secrets named in a
 * cluster file, npm's and Node's own settings) is none of its business.
 */
const PASSED_ON = /^(PATH|HOME|USER|LOGNAME|SHELL|LANG|LANGUAGE|LC_\w+|TZ|TMPDIR|(https?|ftp|all|no)_proxy)$/i

function environment(): NodeJS.ProcessEnv {
  const passed = { ...process.env }
  for (const name of Object.keys(passed)) if (!PASSED_ON.test(name)) delete passed[name]
  return passed
}

class LocalShell implements Shell {
  readonly label = ''

  async start(command: string, signal: AbortSignal): Promise<Running> {
    signal.throwIfAborted()
    const child = spawn('/bin/sh', ['-c', command], { cwd: home(), env: environment(), detached: true })
    const end = ended(child)
    const group = await begun(child)
    return {
      stdin: child.stdin,
      stdout: child.stdout,
      stderr: child.stderr,
      group,
      preamble: Buffer.alloc(0),
      ended: end,
      kill: () => kill(child, group),
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

function begun(child: ChildProcessWithoutNullStreams): Promise<number> {
  return new Promise((resolve, reject) => {
    child.once('error', (cause) =>
      reject(new MachineFailure('protocol', { machine: 'local', reason: 'noShell' }, { cause })),
    )
    child.once('spawn', () => resolve(child.pid ?? 0))
  })
}

function ended(child: ChildProcessWithoutNullStreams): Promise<number> {
  return new Promise((resolve) => {
    child.once('close', (code, signal) => resolve(code ?? 128 + os.signals[signal ?? 'SIGKILL']))
  })
}

function kill(child: ChildProcessWithoutNullStreams, group: number): void {
  let times = 0
  const signal = () => {
    times += 1
    send(group, times <= TERM_TIMES ? 'SIGTERM' : 'SIGKILL')
  }
  signal()
  const insist = setInterval(signal, TERM_AGAIN_MS)
  child.once('close', () => clearInterval(insist))
}

function send(group: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-group, signal)
  } catch {
    // It has ended by itself meanwhile.
  }
}

/** A service user's home may name no folder; a command still has to begin somewhere. */
function home(): string {
  const folder = homedir()
  return existsSync(folder) ? folder : '/'
}
