/** Controls the supervisor of a sandbox (namespace/supervisor.sh) by lines on its standard input and output. */
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { Socket } from 'node:net'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { SandboxError } from './error'
import { DROPPED_CAPABILITIES } from './hosts/capabilities'
import { CLEAN_ENVIRONMENT } from './machine/command'
import type { NetworkLease } from './network/network-lease'
import { formatBlock, routerAddress } from './network/subnet'
import { sandboxFolder } from './paths'

const STOP_MS = 5000
/** Limit of the sandbox's file system: unpacked packages (about 20 MiB) and small files. */
const SANDBOX_MIB = 2048

type Child = ChildProcessByStdio<Writable, Readable, Readable>

export interface Supervisor {
  /** Reads the next line; undefined when the supervisor has exited. @throws SandboxError `timeout` */
  readLine(deadlineAt: number): Promise<string | undefined>
  send(line: string): void
  /** The end of its standard error so far. */
  stderr(): string
  /** Allows this process to exit before the sandbox, which then exits too. */
  release(): void
  /** Stops the sandbox with all its processes; resolves when the last one has exited. */
  stop(): Promise<void>
}

function start(lease: NetworkLease): Child {
  const router = `${routerAddress(lease.block)}/${lease.block.prefix}`
  const scripts = sandboxFolder('namespace')
  const init = [
    'sh',
    `${scripts}/supervisor.sh`,
    scripts,
    lease.folder,
    router,
    String(SANDBOX_MIB),
    DROPPED_CAPABILITIES,
  ]
  return spawn('unshare', ['--net', '--mount', '--ipc', '--pid', '--fork', '--kill-child', ...init], {
    // Use a separate session, or Ctrl-C on a terminal would kill hosts at once.
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...CLEAN_ENVIRONMENT, NODE_ENV: 'production' },
    cwd: '/',
  })
}

async function stop(child: Child): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const exited = once(child, 'exit')
  child.ref()
  child.stdin.end('end\n')
  const stopTimeout = new AbortController()
  const kill = delay(STOP_MS, undefined, { signal: stopTimeout.signal }).then(
    () => child.kill('SIGKILL'),
    () => undefined,
  )
  await exited
  stopTimeout.abort()
  await kill
}

/** Starts the supervisor of a leased network. All processes of the sandbox are its descendants. */
export function startSupervisor(lease: NetworkLease): Supervisor {
  const child = start(lease)
  let stderr = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr = (stderr + text).slice(-4000)
  })
  child.on('error', (error) => {
    stderr += error.message
  })
  child.stdin.on('error', () => undefined)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    async readLine(deadlineAt) {
      const timer = new AbortController()
      const timeout = delay(Math.max(0, deadlineAt - Date.now()), 'late' as const, { signal: timer.signal })
      const next = await Promise.race([lines.next(), timeout.catch(() => 'late' as const)])
      timer.abort()
      if (next === 'late') throw new SandboxError('timeout', { subnet: formatBlock(lease.block) })
      return next.done ? undefined : next.value
    },
    send: (line) => void child.stdin.write(`${line}\n`),
    stderr: () => stderr.trim(),
    release() {
      child.unref()
      for (const stream of [child.stdin, child.stdout, child.stderr])
        if (stream instanceof Socket) stream.unref()
    },
    stop: () => stop(child),
  }
}

/** The number at the end of a line. */
export const numberIn = (line: string): number => Number(line.split(' ').at(-1))

/** Reads the next line, which must start so. @throws SandboxError `timeout`, `host-failed` */
export async function expectLine(supervisor: Supervisor, start: string, deadlineAt: number): Promise<string> {
  const line = await supervisor.readLine(deadlineAt)
  if (line?.startsWith(start)) return line
  throw new SandboxError('host-failed', {
    waitedFor: start,
    received: line ?? '',
    detail: supervisor.stderr(),
  })
}
