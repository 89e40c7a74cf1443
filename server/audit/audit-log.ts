/**
 * The audit log: one JSON line per event, appended to files in `audit/` of the data folder. Full files are rotated; the
 * oldest are deleted, those of the last month only when there are very many. Long texts are truncated, so that they cannot
 * fill the files. Events never contain secrets.
 */
import { appendFile, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { userInfo } from 'node:os'
import { join } from 'node:path'
import { RequestFailure, toFailure } from '../request-failure'
import { TokenBucket } from '../token-bucket'

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
  'release-named',
  'package-uploaded',
  'package-unpacked',
  'source-cloned',
  'secrets-shown',
  'secrets-forgotten',
  'secrets-redirected',
  'cluster-removed',
  'run-started',
  'run-adopted',
  'run-stopped',
  'run-verification-started',
  'run-verified',
  'run-answered',
  'run-line-sent',
  'bundle-created',
  'share-link-created',
  'share-link-revoked',
  'webhook-set',
  'webhook-tested',
  'webhook-removed',
] as const
export type AuditEvent = (typeof AUDIT_EVENTS)[number]

/** The author of an action: the public id of a session and the address of its request, or the local user who runs a command. */
export interface Actor {
  session?: string
  address?: string
  /** Set for viewers, with the id of their share link. */
  role?: 'viewer'
  link?: string
  user?: string
}

type Fact = string | number | readonly string[]

/** Facts of an event. Their names cannot be those of the common fields, which they would overwrite. */
export type AuditFacts = Readonly<Record<string, Fact | undefined>> & {
  readonly [name in keyof Actor | 'at' | 'event']?: never
}

/** The local user who runs a command. */
export function terminalActor(): Actor {
  try {
    return { user: userInfo().username }
  } catch {
    // The user has no passwd entry, as in some containers.
    return { user: String(process.getuid?.() ?? '') }
  }
}

const LINK_PREFIX = 'viewer-'
/** The prefix of earlier versions. */
const FORMER_LINK_PREFIX = 'watched-'
const REFUSED = 'refused'
const OWNER = 'owner'
/** Events of sessions. */
const SESSIONS = 'audit'
const DAY_MS = 86_400_000
/** Maximum length of a text in an event: enough for a path or a reason. */
const MAX_TEXT_LENGTH = 512
/** Maximum length of each item of a list. */
const MAX_LIST_ITEM_LENGTH = 128

/** A file is rotated at `maxBytes`. `maxFiles` rotated files are retained, or up to `maxRecent` within `recentMs`. */
export interface Retention {
  maxBytes: number
  maxFiles: number
  maxRecent: number
  recentMs: number
}
/** Name of a rotated file after its kind: `audit-2018-12-08T00-00-00-000Z.log`. */
const ROTATED_SUFFIX = /^-\d{4}-\d{2}-\d{2}T[\d-]+Z\.log$/
const DEFAULT_RETENTION: Retention = {
  maxBytes: 1024 * 1024,
  maxFiles: 10,
  maxRecent: 30,
  recentMs: 30 * DAY_MS,
}
/** More than a session can fill while a confirmation is valid. */
const OWNER_RETENTION = { maxRecent: 100 }
/** Anybody can cause refusals, so they get little space. */
const REFUSAL_RETENTION = { maxFiles: 10, maxRecent: 10 }
const LINK_RETENTION = { maxBytes: 128 * 1024, maxFiles: 1, maxRecent: 1 }
const RETENTIONS: Record<string, Partial<Retention>> = {
  [REFUSED]: REFUSAL_RETENTION,
  [OWNER]: OWNER_RETENTION,
}
const MAX_LINK_FILES = 200
/** Events that clients without a session can cause. */
const REFUSAL_EVENTS: ReadonlySet<AuditEvent> = new Set(['sign-in-refused', 'confirmation-refused'])
/** Events that need the token, the password or a terminal; a session alone cannot cause them. */
const OWNER_EVENTS: ReadonlySet<AuditEvent> = new Set([
  'signed-in',
  'token-made',
  'password-set',
  'token-confirmed',
  'secrets-shown',
  'secrets-redirected',
])
/** Events of which one request can cause thousands. */
const BULK_EVENTS: ReadonlySet<AuditEvent> = new Set(['check-waived', 'host-key-accepted'])

/**
 * Rate of one session's events; at a higher one, they would fill their files in less than a month. Bulk events are not
 * limited, because they have their own file.
 */
const SESSION_RATE = { burst: 300, perSecond: 1 / 60 }

export class AuditLog {
  readonly #folder: string
  #writing: Promise<unknown> = Promise.resolve()
  #lastTime = 0
  readonly #buckets = new Map<string, TokenBucket>()

  constructor(
    dataFolder: string,
    private readonly retention: Retention = DEFAULT_RETENTION,
  ) {
    this.#folder = join(dataFolder, 'audit')
  }

  /**
   * Records an event and then runs its action. If the event cannot be written, the action does not run. If the action
   * fails, a second event has the kind of the failure as `failed`.
   */
  async record<T>(event: AuditEvent, actor: Actor, facts: AuditFacts, action: () => Promise<T>): Promise<T> {
    await this.write(event, actor, facts)
    try {
      return await action()
    } catch (error) {
      const { kind } = toFailure(error, () => undefined)
      // The caller needs the original error, even if this event cannot be written.
      await this.#write(event, actor, { ...facts, failed: kind }).catch(() => undefined)
      throw error
    }
  }

  /** Resolves when the event is written. Throws `too-many` when a session exceeds its rate. */
  async write(event: AuditEvent, actor: Actor, facts: AuditFacts = {}): Promise<void> {
    if (fileKindOf(event, actor) === SESSIONS && actor.session !== undefined) {
      const bucket = this.#buckets.get(actor.session) ?? new TokenBucket(SESSION_RATE)
      this.#buckets.set(actor.session, bucket)
      if (!bucket.tryConsume()) throw new RequestFailure('too-many')
    }
    await this.#write(event, actor, facts)
  }

  #write(event: AuditEvent, actor: Actor, facts: AuditFacts): Promise<void> {
    const kind = fileKindOf(event, actor)
    // Unique timestamps, because `read` sorts the events of several files by time.
    this.#lastTime = Math.max(Date.now(), this.#lastTime + 1)
    const line = `${JSON.stringify({ at: new Date(this.#lastTime).toISOString(), event, ...actor, ...truncateFacts(facts) })}\n`
    const writing = this.#writing.then(
      () => this.#append(kind, line),
      () => this.#append(kind, line),
    )
    this.#writing = writing
    return writing
  }

  /** Creates the folder, so that it belongs to this process's user. */
  async prepare(): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
  }

  /** All stored events, oldest first. */
  async read(): Promise<string> {
    await this.#writing.catch(() => undefined)
    // Rotated files sort before the current one.
    const names = (await this.#fileNames()).filter((name) => name.endsWith('.log')).sort()
    const texts = await Promise.all(
      names.map((name) => readFile(join(this.#folder, name), 'utf8').catch(() => '')),
    )
    // Every line begins with its timestamp.
    const lines = texts
      .join('')
      .split('\n')
      .filter((line) => line !== '')
    return lines
      .sort((one, other) =>
        compareStrings(one.slice(0, TIME_PREFIX_LENGTH), other.slice(0, TIME_PREFIX_LENGTH)),
      )
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
    const { maxBytes, ...retention } = { ...this.retention, ...(isLink ? LINK_RETENTION : RETENTIONS[kind]) }
    if (size > maxBytes) await this.#rotate(kind, path, retention)
    await appendFile(path, line, { mode: 0o600 })
  }

  /** Rotates a full file and deletes surplus rotated ones; see Retention. */
  async #rotate(
    kind: string,
    path: string,
    { maxFiles, maxRecent, recentMs }: Omit<Retention, 'maxBytes'>,
  ): Promise<void> {
    await rename(path, join(this.#folder, `${kind}-${timestampOf(new Date())}.log`))
    const rotated = (await this.#fileNames())
      .filter((name) => name.startsWith(`${kind}-`) && ROTATED_SUFFIX.test(name.slice(kind.length)))
      .sort()
    const oldest = timestampOf(new Date(Date.now() - recentMs))
    const evicted = rotated
      .slice(0, -maxFiles)
      .filter((name, index) => index < rotated.length - maxRecent || name < `${kind}-${oldest}`)
    await Promise.all(evicted.map((name) => rm(join(this.#folder, name))))
  }

  /** Deletes the least recently written files of share links beyond MAX_LINK_FILES. */
  async #evictLinkFiles(): Promise<void> {
    const names = (await this.#fileNames()).filter((name) =>
      [LINK_PREFIX, FORMER_LINK_PREFIX].some((prefix) => name.startsWith(prefix)),
    )
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
 * Separate files, so that a flood of one kind does not evict events of another: owner events, session events, refusals,
 * bulk events, and the viewers of each share link.
 */
function fileKindOf(event: AuditEvent, { role, link }: Actor): string {
  if (REFUSAL_EVENTS.has(event)) return REFUSED
  if (role === 'viewer') return `${LINK_PREFIX}${link ?? ''}`
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

/** Truncates a text and appends the number of omitted characters. */
const truncate = (text: string, max: number): string =>
  text.length <= max ? text : `${text.slice(0, max)}… (+${text.length - max})`

/** Length of `{"at":"2018-12-08T00:00:00.000Z`. */
const TIME_PREFIX_LENGTH = 31

const compareStrings = (one: string, other: string): number => (one < other ? -1 : one > other ? 1 : 0)
