/** Controls the supervisor of a sandbox (namespace/world.sh) by lines on its standard input and output. */
import { type ChildProcessByStdio, spawn } from 'node:child_process'
import { once } from 'node:events'
import { Socket } from 'node:net'
import { createInterface } from 'node:readline'
import type { Readable, Writable } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import type { Claim } from './claim'
import { CLEAN_ENVIRONMENT } from './command'
import { practiceFolder } from './places'
import { DROPPED } from './powers'
import { PracticeProblem } from './problem'
import { formatBlock, routerAddress } from './subnet'

const END_MS = 5000
/** Limit of the sandbox's file system: unpacked packages (about 20 MiB) and small files. */
const WORLD_MIB = 2048

type Child = ChildProcessByStdio<Writable, Readable, Readable>

export interface Keeper {
  /** Reads the next line; undefined when the supervisor has exited. @throws PracticeProblem `timeout` */
  read(deadlineAt: number): Promise<string | undefined>
  say(line: string): void
  /** The end of its standard error so far. */
  complaints(): string
  /** Allows this process to exit before the sandbox, which then exits too. */
  release(): void
  /** Stops the sandbox with all its processes; resolves when the last one has exited. */
  end(): Promise<void>
}

function start(claim: Claim): Child {
  const router = `${routerAddress(claim.block)}/${claim.block.prefix}`
  const scripts = practiceFolder('namespace')
  const world = ['sh', `${scripts}/world.sh`, scripts, claim.folder, router, String(WORLD_MIB), DROPPED]
  return spawn('unshare', ['--net', '--mount', '--ipc', '--pid', '--fork', '--kill-child', ...world], {
    // Use a separate session, or Ctrl-C on a terminal would kill hosts at once.
    detached: true,
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...CLEAN_ENVIRONMENT, NODE_ENV: 'production' },
    cwd: '/',
  })
}

async function end(child: Child): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return
  const gone = once(child, 'exit')
  child.ref()
  child.stdin.end('end\n')
  const slow = new AbortController()
  const kill = delay(END_MS, undefined, { signal: slow.signal }).then(
    () => child.kill('SIGKILL'),
    () => undefined,
  )
  await gone
  slow.abort()
  await kill
}

/** Starts the supervisor of a claimed network. All processes of the sandbox are its descendants. */
export function startKeeper(claim: Claim): Keeper {
  const child = start(claim)
  let complaints = ''
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    complaints = (complaints + text).slice(-4000)
  })
  child.on('error', (error) => {
    complaints += error.message
  })
  child.stdin.on('error', () => undefined)
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
  return {
    async read(deadlineAt) {
      const late = new AbortController()
      const timeout = delay(Math.max(0, deadlineAt - Date.now()), 'late' as const, { signal: late.signal })
      const next = await Promise.race([lines.next(), timeout.catch(() => 'late' as const)])
      late.abort()
      if (next === 'late') throw new PracticeProblem('timeout', { subnet: formatBlock(claim.block) })
      return next.done ? undefined : next.value
    },
    say: (line) => void child.stdin.write(`${line}\n`),
    complaints: () => complaints.trim(),
    release() {
      child.unref()
      for (const stream of [child.stdin, child.stdout, child.stderr])
        if (stream instanceof Socket) stream.unref()
    },
    end: () => end(child),
  }
}
