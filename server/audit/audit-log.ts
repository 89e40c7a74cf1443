/**
 * Who did what when: a line of JSON an event, appended and never rewritten, in `audit/` of the data folder. A full file
 * gives way to a new one; the oldest leave, those of the last month only where there are very many. Texts are cut, so
 * that nobody fills files by long ones. No event has a place for a secret.
 */
import { appendFile, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { RequestFailure, toFailure } from '../request-failure'
import { SocketRateLimiter } from '../socket/rate-limiter'

/** What is worth a line. */
export const AUDIT_EVENTS = [
  'signed-in',
  'sign-in-refused',
  'signed-out',
  'signed-out-everywhere',
  'token-made',
  'password-set',
  'token-confirmed',
  'confirmation-refused',
  'host-key-accepted',
  'check-waived',
  'package-trusted',
  'package-uploaded',
  'package-unpacked',
  'secrets-shown',
  'secrets-forgotten',
  'secrets-redirected',
  'cluster-removed',
  'run-started',
  'run-adopted',
  'run-stopped',
  'run-answered',
  'watch-link-made',
  'watch-link-revoked',
] as const
export type AuditEvent = (typeof AUDIT_EVENTS)[number]

/** Who: a session's public id and the address of what was asked, or the user of this machine who gave a command. */
export interface Actor {
  session?: string
  address?: string
  /** Whoever comes by a link to watch a run, and by which. */
  role?: 'watcher'
  link?: string
  user?: string
}

type Fact = string | number | readonly string[]

/** No fact has the name of a field of every entry, which it would replace. */
export type AuditFacts = Readonly<Record<string, Fact | undefined>> & {
  readonly [name in keyof Actor | 'at' | 'event']?: never
}

/** Whoever gives a command at a terminal of this machine. */
export function terminalActor(): Actor {
  try {
    return { user: userInfo().username }
  } catch {
    // A user without an entry in passwd, such as a container's.
    return { user: String(process.getuid?.() ?? '') }
  }
}

const LINK_PREFIX = 'watched'
const REFUSED = 'refused'
const OWNER = 'owner'
/** What sessions did. */
const SESSIONS = 'audit'
const DAY_MS = 86_400_000
/** The longest text of an entry: enough for a path or a reason, and too little to fill files. */
const MAX_TEXT_LENGTH = 512
/** The longest name in a list of an entry. */
const MAX_LIST_ITEM_LENGTH = 128

/** When a file is full, how many full ones are kept, and how many of the last `keptMs`. */
export interface Retention {
  bytes: number
  files: number
  recent: number
  keptMs: number
}
/** What a full file has behind its kind: `audit-2018-12-08T00-00-00-000Z.log`. */
const ROTATED_SUFFIX = /^-\d{4}-\d{2}-\d{2}T[\d-]+Z\.log$/
const DEFAULT_RETENTION: Retention = { bytes: 1024 * 1024, files: 10, recent: 30, keptMs: 30 * DAY_MS }
/** More than a session can write in the minutes for which secrets may be shown. */
const OWNER_RETENTION = { recent: 100 }
/** Strangers must not fill the disk. */
const REFUSAL_RETENTION = { files: 10, recent: 10 }
const LINK_RETENTION = { bytes: 128 * 1024, files: 1, recent: 1 }
const RETENTIONS: Record<string, Partial<Retention>> = {
  [REFUSED]: REFUSAL_RETENTION,
  [OWNER]: OWNER_RETENTION,
}
const MAX_LINK_FILES = 200
/** Anybody can be refused as often as he likes, as whoever has a link can come and go. */
const REFUSAL_EVENTS: ReadonlySet<AuditEvent> = new Set(['sign-in-refused', 'confirmation-refused'])
/** These take the token, the password or a terminal: a session alone writes none of them. */
const OWNER_EVENTS: ReadonlySet<AuditEvent> = new Set([
  'signed-in',
  'token-made',
  'password-set',
  'token-confirmed',
  'secrets-shown',
  'secrets-redirected',
])
/** Of these one request can bring thousands. */
const BULK_EVENTS: ReadonlySet<AuditEvent> = new Set(['check-waived', 'host-key-accepted'])

/**
 * Entries of one session: what fills its files in less than a month is refused. Decisions about hosts and checks, of
 * which a session may have thousands at once, have a file of their own.
 */
const SESSION_RATE = { mostAtOnce: 300, perSecond: 1 / 60 }

export class AuditLog {
  readonly #folder: string
  #writing: Promise<unknown> = Promise.resolve()
  #lastTime = 0
  readonly #rates = new Map<string, SocketRateLimiter>()

  constructor(
    dataFolder: string,
    private readonly room: Retention = DEFAULT_RETENTION,
  ) {
    this.#folder = join(dataFolder, 'audit')
  }

  /**
   * Does what must be on record. The line is written first, and where it cannot be, nothing is done; what fails then
   * has a second line, with the kind of its failure as `failed`.
   */
  async record<T>(event: AuditEvent, actor: Actor, facts: AuditFacts, deed: () => Promise<T>): Promise<T> {
    await this.write(event, actor, facts)
    try {
      return await deed()
    } catch (error) {
      const { kind } = toFailure(error, () => undefined)
      // Whoever asked hears of the failure itself, whether this line can be written or not.
      await this.#write(event, actor, { ...facts, failed: kind }).catch(() => undefined)
      throw error
    }
  }

  /** Resolves when the line is written. Throws `too-many` when a session writes more than its rate. */
  async write(event: AuditEvent, actor: Actor, facts: AuditFacts = {}): Promise<void> {
    if (fileKindOf(event, actor) === SESSIONS && actor.session !== undefined) {
      const rate = this.#rates.get(actor.session) ?? new SocketRateLimiter(SESSION_RATE)
      this.#rates.set(actor.session, rate)
      if (!rate.tryConsume()) throw new RequestFailure('too-many')
    }
    await this.#write(event, actor, facts)
  }

  #write(event: AuditEvent, actor: Actor, facts: AuditFacts): Promise<void> {
    const kind = fileKindOf(event, actor)
    // No two of one moment: lines of several files are put in order by their time.
    this.#lastTime = Math.max(Date.now(), this.#lastTime + 1)
    const line = `${JSON.stringify({ at: new Date(this.#lastTime).toISOString(), event, ...actor, ...truncateFacts(facts) })}\n`
    const writing = this.#writing.then(
      () => this.#append(kind, line),
      () => this.#append(kind, line),
    )
    this.#writing = writing
    return writing
  }

  /** Makes its folder, so that it belongs to this process's user. */
  async prepare(): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
  }

  /** All that is kept, oldest first. */
  async read(): Promise<string> {
    await this.#writing.catch(() => undefined)
    // A full file's name comes before that of the one that followed it.
    const names = (await this.#fileNames()).filter((name) => name.endsWith('.log')).sort()
    const texts = await Promise.all(
      names.map((name) => readFile(join(this.#folder, name), 'utf8').catch(() => '')),
    )
    // Every line begins with its time.
    const lines = texts
      .join('')
      .split('\n')
      .filter((line) => line !== '')
    return lines
      .sort((one, other) => compare(one.slice(0, TIME_PREFIX_LENGTH), other.slice(0, TIME_PREFIX_LENGTH)))
      .map((line) => `${line}\n`)
      .join('')
  }

  async #append(kind: string, line: string): Promise<void> {
    await this.prepare()
    const path = join(this.#folder, `${kind}.log`)
    const size = await stat(path).then(
      (found) => found.size,
      () => 0,
    )
    const isLink = kind.startsWith(LINK_PREFIX)
    if (isLink && size === 0) await this.#evictLinkFiles()
    const { bytes, ...kept } = { ...this.room, ...(isLink ? LINK_RETENTION : RETENTIONS[kind]) }
    if (size > bytes) await this.#rotate(kind, path, kept)
    await appendFile(path, line, { mode: 0o600 })
  }

  /** Deletes the oldest full files beyond `files`, but none of the last `keptMs` unless there are more than `recent`. */
  async #rotate(
    kind: string,
    path: string,
    { files, recent, keptMs }: Omit<Retention, 'bytes'>,
  ): Promise<void> {
    await rename(path, join(this.#folder, `${kind}-${timestampOf(new Date())}.log`))
    const full = (await this.#fileNames())
      .filter((name) => name.startsWith(`${kind}-`) && ROTATED_SUFFIX.test(name.slice(kind.length)))
      .sort()
    const oldest = timestampOf(new Date(Date.now() - keptMs))
    const surplus = full
      .slice(0, -files)
      .filter((name, nth) => nth < full.length - recent || name < `${kind}-${oldest}`)
    await Promise.all(surplus.map((name) => rm(join(this.#folder, name))))
  }

  /** Links come and go: of those that nobody came by for longest the lines leave. */
  async #evictLinkFiles(): Promise<void> {
    const names = (await this.#fileNames()).filter((name) => name.startsWith(LINK_PREFIX))
    if (names.length <= MAX_LINK_FILES) return
    const written = await Promise.all(
      names.map(async (name) => ({ name, at: (await stat(join(this.#folder, name))).mtimeMs })),
    )
    const oldest = written.sort((one, other) => one.at - other.at).slice(0, names.length - MAX_LINK_FILES)
    await Promise.all(oldest.map(({ name }) => rm(join(this.#folder, name))))
  }

  #fileNames(): Promise<string[]> {
    return readdir(this.#folder).catch(() => [])
  }
}

/**
 * A file each, so that none pushes out another: what takes the token, what a session did, what was refused, and for
 * each link to watch a run who came and went by it.
 */
function fileKindOf(event: AuditEvent, { role, link }: Actor): string {
  if (REFUSAL_EVENTS.has(event)) return REFUSED
  if (role === 'watcher') return `${LINK_PREFIX}-${link ?? ''}`
  if (OWNER_EVENTS.has(event)) return OWNER
  return BULK_EVENTS.has(event) ? 'decided' : SESSIONS
}

const timestampOf = (time: Date): string => time.toISOString().replaceAll(/[:.]/g, '-')

function truncateFacts(facts: AuditFacts): Record<string, Fact | undefined> {
  return Object.fromEntries(
    Object.entries<Fact | undefined>(facts).map(([name, fact]) => {
      if (typeof fact === 'number' || fact === undefined) return [name, fact]
      if (typeof fact === 'string') return [name, truncate(fact, MAX_TEXT_LENGTH)]
      return [name, fact.map((one) => truncate(one, MAX_LIST_ITEM_LENGTH))]
    }),
  )
}

/** Says how much is left out. */
const truncate = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most)}… (+${text.length - most})`

/** `{"at":"2018-12-08T00:00:00.000Z"`. */
const TIME_PREFIX_LENGTH = 31

const compare = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)
