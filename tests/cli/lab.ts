/** Practice hosts and what a test of the command line wants to know of them. */
import { readdirSync, readFileSync, statSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { z } from 'zod'
import type { PracticeHost } from '@/server/practice/hosts'
import { placePackage } from '../lab/package'
import type { LabWorld } from '../lab/world'

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

/** The last line of `install --json` as the contract has it, and nothing else in it. */
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
    z.strictObject({ id: z.string(), host: z.string(), task: z.string(), line: z.number().int().positive() }),
  ),
})
/** Nothing was started: the checks, or another run, stood in the way. */
export const refused = z.looseObject({
  state: z.literal('failed'),
  reason: z.string(),
  hosts: z.strictObject({}),
  diagnosis: z.array(z.never()).length(0),
})
export const runList = z.array(z.object({ run: z.string(), state: z.string(), startedAt: z.number() }))

/** Ansible's own PLAY RECAPs of a log, added up by host. */
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
    const given = Object.fromEntries(
      [...line.matchAll(/(\w+)=(\d+)/g)].map(([, name, count]) => [name, Number(count)]),
    )
    const row = counters.parse(given)
    const before = sums[host]
    sums[host] = before ? add(before, row) : row
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

/** A job's own log, as it lies on the taskbox. */
export function jobLog(taskbox: PracticeHost, run: string): Buffer {
  return readFileSync(path.join(taskbox.rootFolder, 'var/lib/taskbox-jobs', run, 'log'))
}

/** Writes a cluster file; JSON is YAML. */
export async function writeCluster(file: string, cluster: unknown): Promise<string> {
  await writeFile(file, JSON.stringify(cluster, null, 1), { mode: 0o600 })
  return file
}

/**
 * The practice package with a multi-node.sh of the test's own, below a folder of its own, so that a run asks, lasts,
 * fails and ends as the test likes. Its menu and questions are the package's.
 */
export async function scriptedPackage(world: LabWorld, name: string, script: string): Promise<string> {
  const folder = await placePackage(world, world.hosts[0].name, `/srv/${name}`)
  const text = `#!/bin/bash\ncd "$(dirname "$0")" || exit 1\n. ./practice-hooks.sh\n. ./run-playbook.sh\n${script}\n`
  await world.hosts[0].exec(`cat >${folder}/scripts/multi-node.sh`, { input: text })
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

const LOOK_MS = 25
/** A process is looked at so many times in a row, then at each twentieth look. */
const OFTEN = 8
const SELDOM = 20

/**
 * Looks at the arguments and the environment of every process again and again: of this machine, and of the practice
 * hosts, whose processes this machine sees as well.
 */
export class ProcessWatch {
  readonly #found = new Map<string, string>()
  /** By process id: its arguments, and how often it was seen with them. */
  readonly #processes = new Map<string, { arguments: string; looks: number }>()
  #looks = 0
  readonly #timer: NodeJS.Timeout

  /** @param secrets texts that must not be there @param own processes that are the test's own */
  constructor(
    private readonly secrets: ReadonlyMap<string, string>,
    private readonly own: ReadonlySet<number>,
  ) {
    this.#timer = setInterval(() => this.#look(), LOOK_MS)
  }

  #look(): void {
    this.#looks += 1
    for (const pid of readdirSync('/proc')) {
      if (!/^\d+$/.test(pid) || this.own.has(Number(pid))) continue
      const known = this.#processes.get(pid)
      // A process may exec soon after its fork, seldom later.
      if (known && known.looks > OFTEN && this.#looks % SELDOM !== 0) continue
      const arguments_ = readProcess(pid, 'cmdline')
      // Both change at an exec only; the environment is slow to read.
      const same = arguments_ === known?.arguments
      this.#processes.set(pid, { arguments: arguments_, looks: same ? known.looks + 1 : 0 })
      if (same) continue
      this.#search('cmdline', arguments_)
      this.#search('environ', readProcess(pid, 'environ'))
    }
  }

  #search(file: string, text: string): void {
    for (const [name, secret] of this.secrets)
      if (text.includes(secret))
        this.#found.set(`${name} in ${file}`, text.replaceAll('\0', ' ').slice(0, 200))
  }

  /** Where secrets were seen, and how often it was looked. */
  stop(): { found: Record<string, string>; looks: number } {
    clearInterval(this.#timer)
    return { found: Object.fromEntries(this.#found), looks: this.#looks }
  }
}

/** A file of a process in /proc; empty once the process is gone. */
function readProcess(pid: string, file: 'cmdline' | 'environ'): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'latin1')
  } catch {
    return ''
  }
}

/** Files below a folder that hold one of these texts, with their modes: `clusters/x/secrets.json 600`. */
export function filesWith(folder: string, secrets: Iterable<string>): string[] {
  const wanted = [...secrets]
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => path.join(entry.parentPath, entry.name))
    .filter((file) => wanted.some((secret) => readFileSync(file, 'utf8').includes(secret)))
    .map((file) => `${path.relative(folder, file)} ${(statSync(file).mode & 0o777).toString(8)}`)
    .sort()
}
