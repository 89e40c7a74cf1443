/** Helpers of CLI tests: output schemas, scripted packages, logs, and a watch for leaked secrets. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { z } from 'zod'
import type { SandboxHost } from '@/server/sandbox/sandbox'
import { copyPackage } from '../lab/package'
import type { LabSandbox } from '../lab/sandbox'

const counters = z.strictObject({
  ok: z.number().int(),
  changed: z.number().int(),
  unreachable: z.number().int(),
  failed: z.number().int(),
  skipped: z.number().int(),
  rescued: z.number().int(),
  ignored: z.number().int(),
})
type Counters = z.infer<typeof counters>
const hosts = z.record(z.string(), counters)

/** The last line of `install --json`, exactly as in the contract. */
export const succeeded = z.strictObject({
  state: z.literal('succeeded'),
  run: z.string().regex(/^[\w-]+$/),
  console: z.strictObject({
    url: z.string().regex(/^http:\/\/[\d.]+:\d+$/),
    account: z.string().min(1),
    password: z.string().min(1),
    reachable: z.boolean(),
  }),
  hosts,
})
export const failed = z.strictObject({
  state: z.enum(['failed', 'stopped', 'lost']),
  run: z.string().regex(/^[\w-]+$/),
  reason: z.string().optional(),
  hosts,
  diagnosis: z.array(
    z.strictObject({
      ...{ id: z.string(), host: z.string(), task: z.string(), line: z.number().int().positive() },
      /** Such as the URL of a download, if the log contains it. */
      facts: z.record(z.string(), z.string()).optional(),
    }),
  ),
})
/** The start was refused by the checks or by another run. */
export const refused = z.looseObject({
  state: z.literal('failed'),
  reason: z.string(),
  hosts: z.strictObject({}),
  diagnosis: z.array(z.never()).length(0),
})
export const runList = z.array(z.object({ run: z.string(), state: z.string(), startedAt: z.number() }))

/** Adds up the PLAY RECAPs of a log by host. */
export function recaps(log: Buffer): Record<string, Counters> {
  const sums: Record<string, Counters> = {}
  let inRecap = false
  for (const line of stripVTControlCharacters(log.toString()).split(/\r?\n/)) {
    if (line.startsWith('PLAY RECAP')) inRecap = true
    const [, host] = /^(\S+)\s+: ok=\d+/.exec(line) ?? []
    if (!inRecap || host === undefined) {
      inRecap &&= line.startsWith('PLAY RECAP')
      continue
    }
    const counts = Object.fromEntries(
      [...line.matchAll(/(\w+)=(\d+)/g)].map(([, name, count]) => [name, Number(count)]),
    )
    const row = counters.parse(counts)
    const previous = sums[host]
    sums[host] = previous ? add(previous, row) : row
  }
  return sums
}

function add(one: Counters, other: Counters): Counters {
  return {
    ok: one.ok + other.ok,
    changed: one.changed + other.changed,
    unreachable: one.unreachable + other.unreachable,
    failed: one.failed + other.failed,
    skipped: one.skipped + other.skipped,
    rescued: one.rescued + other.rescued,
    ignored: one.ignored + other.ignored,
  }
}

/** A job's log on the taskbox. */
export function jobLog(taskbox: SandboxHost, run: string): Buffer {
  return readFileSync(path.join(taskbox.rootFolder, 'var/lib/taskbox-jobs', run, 'log'))
}

/** Writes a cluster file; JSON is YAML. */
export async function writeCluster(file: string, cluster: unknown): Promise<string> {
  await writeFile(file, JSON.stringify(cluster, null, 1), { mode: 0o600 })
  return file
}

/**
 * Installs the practice package with a custom multi-node.sh, so that the test controls prompts, duration and result. The
 * menu and prompts of the package stay.
 */
export async function scriptedPackage(sandbox: LabSandbox, name: string, script: string): Promise<string> {
  const folder = await copyPackage(sandbox, sandbox.hosts[0].name, `/srv/${name}`)
  const text = `#!/bin/bash\ncd "$(dirname "$0")" || exit 1\n. ./practice-hooks.sh\n. ./run-playbook.sh\n${script}\n`
  await sandbox.hosts[0].exec(`cat >${folder}/scripts/multi-node.sh`, { input: text })
  return folder
}

/** The real banner, for scripted packages. */
export const BANNER = `cat <<'END'
successsful!
#####################################################
###              Welcome to KubeSphere!           ###
#####################################################

Console: http://127.0.0.1:32130
Account: admin
Password: passw0rd

NOTE：Please modify the default password after login.
#####################################################
END`

const SCAN_MS = 25
/** Scans of a new process on every tick, then only on every twentieth. */
const FREQUENT_SCANS = 8
const SCAN_INTERVAL = 20

/**
 * Polls the arguments and environments of all processes for secrets. This machine also sees the processes of the practice
 * hosts.
 */
export class ProcessWatch {
  readonly #found = new Map<string, string>()
  /** Arguments of each process, and the number of scans with them. */
  readonly #processes = new Map<string, { arguments: string; scans: number }>()
  #scans = 0
  readonly #timer: NodeJS.Timeout

  /** @param secrets texts that must not appear, by name @param ignored pids to ignore */
  constructor(
    private readonly secrets: ReadonlyMap<string, string>,
    private readonly ignored: ReadonlySet<number>,
  ) {
    this.#timer = setInterval(() => this.#scan(), SCAN_MS)
  }

  #scan(): void {
    this.#scans += 1
    for (const pid of readdirSync('/proc')) {
      if (!/^\d+$/.test(pid) || this.ignored.has(Number(pid))) continue
      const previous = this.#processes.get(pid)
      // A process usually calls exec soon after fork.
      if (previous && previous.scans > FREQUENT_SCANS && this.#scans % SCAN_INTERVAL !== 0) continue
      const arguments_ = readProcess(pid, 'cmdline')
      // Both change only on exec, and reading the environment is slow.
      const isUnchanged = arguments_ === previous?.arguments
      this.#processes.set(pid, { arguments: arguments_, scans: isUnchanged ? previous.scans + 1 : 0 })
      if (isUnchanged) continue
      this.#search('cmdline', arguments_)
      this.#search('environ', readProcess(pid, 'environ'))
    }
  }

  #search(file: string, text: string): void {
    for (const [name, secret] of this.secrets)
      if (text.includes(secret))
        this.#found.set(`${name} in ${file}`, text.replaceAll('\0', ' ').slice(0, 200))
  }

  /** Returns where secrets appeared, and the number of scans. */
  stop(): { found: Record<string, string>; scans: number } {
    clearInterval(this.#timer)
    return { found: Object.fromEntries(this.#found), scans: this.#scans }
  }
}

/** Reads a file of a process in /proc; empty if the process is gone. */
function readProcess(pid: string, file: 'cmdline' | 'environ'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1')
  } catch {
    return ''
  }
}

/** Files in a folder that contain one of these texts, with modes: `clusters/x/secrets.json 600`. */
export function filesWith(folder: string, secrets: Iterable<string>): string[] {
  const texts = [...secrets]
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => texts.some((secret) => readFileSync(file, 'utf8').includes(secret)))
    .map((file) => `${path.relative(folder, file)} ${(statSync(file).mode & 0o777).toString(8)}`)
    .sort()
}
