/**
 * The sessions. A session has two random values, both stored as hashes: one in a cookie, and the page key in the page's
 * storage (docs/decisions/014-session-cookie-and-page-key.md). It ends after an idle timeout, after an absolute timeout, or
 * when the user signs out. Sessions are stored on disk and survive a restart, so open pages reconnect.
 */
import { randomBytes } from 'node:crypto'
import { EventEmitter } from 'node:events'
import { join } from 'node:path'
import { z } from 'zod'
import type { Actor } from '../../audit/audit-log'
import { readJson, writeJson } from '../../json-file'
import { constantTimeEqual, digest } from './digest'

const HOUR_MS = 3_600_000
export const SESSION_LIMITS = { idleMs: 12 * HOUR_MS, absoluteMs: 7 * 24 * HOUR_MS }
/** How long secrets may be shown after the user has confirmed the token. */
const CONFIRMED_MS = 5 * 60_000
/** Minimum interval between writes of the last use. */
const SAVE_INTERVAL_MS = 60_000
/** Beyond this, the least recently used session is evicted, viewers first. */
const MAX_SESSIONS = 1000
/** Opening a share link repeatedly creates sessions; beyond this, the link's least recently used one is evicted. */
const MAX_SESSIONS_PER_LINK = 50

/** Earlier versions named the role of viewers `watcher`. */
const role = z
  .enum(['operator', 'viewer', 'watcher'])
  .transform((name) => (name === 'watcher' ? ('viewer' as const) : name))

const session = z.object({
  /** Short and public, for the audit log and the list of sessions. */
  id: z.string(),
  role,
  /** The run that a viewer may see, and the id of its share link. */
  run: z.string().optional(),
  link: z.string().optional(),
  /** Hash of the page key. */
  pageKey: z.string(),
  address: z.string(),
  agent: z.string(),
  /** Milliseconds since 1970. */
  createdAt: z.number(),
  seenAt: z.number(),
})
export type Session = z.infer<typeof session>

/** The actor for the audit log. @param address of the request, which may differ from the session's first one */
export const actorOf = ({ id, role, link }: Session, address: string): Actor => ({
  session: id,
  address,
  ...(role === 'viewer' ? { role } : {}),
  ...(link === undefined ? {} : { link }),
})

/** Version 1 had no page keys, so its sessions are dropped. */
const sessionsFile = z.union([
  z.object({ version: z.literal(2), sessions: z.record(z.string(), session) }),
  z.object({ version: z.literal(1) }).transform(() => ({ version: 2 as const, sessions: {} })),
])

interface Events {
  ended: [session: Session]
}

type NewSession = Pick<Session, 'role' | 'address' | 'agent'> & Partial<Pick<Session, 'run' | 'link'>>

export class Sessions extends EventEmitter<Events> {
  /** By the hash of the cookie. */
  readonly #sessions: Map<string, Session>
  readonly #confirmedUntil = new Map<string, number>()
  #savedAt = 0
  #saving: Promise<void> = Promise.resolve()

  private constructor(
    private readonly path: string,
    stored: Record<string, Session>,
    private readonly limits: typeof SESSION_LIMITS,
    private readonly now: () => number,
  ) {
    super()
    this.#sessions = new Map(Object.entries(stored))
  }

  static async open(
    dataFolder: string,
    limits = SESSION_LIMITS,
    now: () => number = Date.now,
  ): Promise<Sessions> {
    const path = join(dataFolder, 'sessions.json')
    const stored = await readJson(path, sessionsFile)
    return new Sessions(path, stored?.sessions ?? {}, limits, now)
  }

  /** Creates a session. Only hashes of the returned `value` (for the cookie) and `pageKey` are stored. */
  async create(fields: NewSession): Promise<{ value: string; pageKey: string; session: Session }> {
    const value = randomToken()
    const pageKey = randomToken()
    const now = this.now()
    const created: Session = {
      ...fields,
      agent: fields.agent.slice(0, 200),
      id: randomBytes(4).toString('hex'),
      pageKey: digest(pageKey),
      createdAt: now,
      seenAt: now,
    }
    this.#removeExpired()
    this.#evictOfLink(fields.link)
    this.#sessions.set(digest(value), created)
    await this.#save()
    return { value, pageKey, session: created }
  }

  /** Replaces the page key of a session and returns the new one. */
  async rotatePageKey(session: Session): Promise<string> {
    const pageKey = randomToken()
    session.pageKey = digest(pageKey)
    await this.#save()
    return pageKey
  }

  /** Finds the active session of a cookie and updates its last use. */
  find(value: string): Session | undefined {
    const found = this.#sessions.get(digest(value))
    if (!found || !this.#isActive(found)) return undefined
    found.seenAt = this.now()
    if (this.now() - this.#savedAt > SAVE_INTERVAL_MS) this.#saveInBackground()
    return found
  }

  /** Updates the last use of a session. @returns whether it is still active */
  touch(found: Session): boolean {
    const isActive = [...this.#sessions.values()].includes(found) && this.#isActive(found)
    if (isActive) found.seenAt = this.now()
    return isActive
  }

  list(): Session[] {
    this.#removeExpired()
    return [...this.#sessions.values()].sort((one, other) => other.seenAt - one.seenAt)
  }

  /** Ends the matching sessions. @returns their number */
  async end(matches: (session: Session) => boolean): Promise<number> {
    const ended = this.#remove((candidate) => matches(candidate))
    await this.#save()
    return ended
  }

  /** Records that the user has confirmed the token. */
  confirm({ id }: Session): void {
    this.#confirmedUntil.set(id, this.now() + CONFIRMED_MS)
  }

  isConfirmed({ id }: Session): boolean {
    return (this.#confirmedUntil.get(id) ?? 0) > this.now()
  }

  /** Ends expired sessions, which closes their sockets. */
  expire(): void {
    if (this.#removeExpired() > 0) this.#saveInBackground()
  }

  #isActive({ createdAt, seenAt }: Session): boolean {
    const now = this.now()
    return now - seenAt < this.limits.idleMs && now - createdAt < this.limits.absoluteMs
  }

  #removeExpired(): number {
    const ended = this.#remove((candidate) => !this.#isActive(candidate))
    const byUse = [...this.#sessions.values()].sort(
      (one, other) => evictionRank(one) - evictionRank(other) || other.seenAt - one.seenAt,
    )
    const evicted = new Set(byUse.slice(MAX_SESSIONS - 1))
    return ended + (evicted.size > 0 ? this.#remove((candidate) => evicted.has(candidate)) : 0)
  }

  #evictOfLink(link: string | undefined): void {
    if (link === undefined) return
    const ofLink = this.list().filter((one) => one.link === link)
    const evicted = new Set(ofLink.slice(MAX_SESSIONS_PER_LINK - 1))
    if (evicted.size > 0) this.#remove((candidate) => evicted.has(candidate))
  }

  #remove(matches: (session: Session) => boolean): number {
    let count = 0
    for (const [key, candidate] of this.#sessions) {
      if (!matches(candidate)) continue
      this.#sessions.delete(key)
      this.#confirmedUntil.delete(candidate.id)
      count += 1
      this.emit('ended', candidate)
    }
    return count
  }

  /** Saves times of last use. A full disk must not end the server, and the next save includes them. */
  #saveInBackground(): void {
    this.#save().catch(() => undefined)
  }

  #save(): Promise<void> {
    this.#savedAt = this.now()
    const write = () => writeJson(this.path, { version: 2, sessions: Object.fromEntries(this.#sessions) })
    this.#saving = this.#saving.then(write, write)
    return this.#saving
  }
}

export const hasPageKey = (session: Session, pageKey: string): boolean =>
  constantTimeEqual(digest(pageKey), session.pageKey)

const randomToken = (): string => randomBytes(32).toString('base64url')

const evictionRank = ({ role }: Session): number => (role === 'operator' ? 0 : 1)
