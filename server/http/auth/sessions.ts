/**
 * Who is signed in. A session has two random values, both stored as hashes: one in a cookie, and the page key in the
 * page's storage (docs/decisions/014-session-cookie-and-page-key.md). It ends when nobody used it for a while, at the
 * latest after some days, or when somebody signs out. Kept on disk, so that a restarted server knows its browsers again
 * and an install's page comes back by itself.
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
/** How long showing secrets stays allowed after the token was asked for again. */
const CONFIRMED_MS = 5 * 60_000
/** The last use is written this often at most. */
const SAVE_INTERVAL_MS = 60_000
/** More than anybody has browsers; the longest unused gives way, a watcher before any operator. */
const MAX_SESSIONS = 1000
/** Whoever has a link may open it again and again: the longest unused of the same link gives way. */
const MAX_SESSIONS_PER_LINK = 50

const session = z.object({
  /** Short and public: what the audit log and the list of sessions call it. */
  id: z.string(),
  role: z.enum(['operator', 'watcher']),
  /** A watcher's one run, and the link that let it in. */
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

/** Who asks, for the audit log. @param address of what is asked: it need not be where the session began */
export const actorOf = ({ id, role, link }: Session, address: string): Actor => ({
  session: id,
  address,
  ...(role === 'watcher' ? { role } : {}),
  ...(link === undefined ? {} : { link }),
})

/** Sessions of version 1 had a cookie alone: nobody can go on with one. */
const file = z.union([
  z.object({ version: z.literal(2), sessions: z.record(z.string(), session) }),
  z.object({ version: z.literal(1) }).transform(() => ({ version: 2 as const, sessions: {} })),
])

interface Events {
  ended: [session: Session]
}

type NewSession = Pick<Session, 'role' | 'address' | 'agent'> & Partial<Pick<Session, 'run' | 'link'>>

export class Sessions extends EventEmitter<Events> {
  /** By the hash of the cookie's value. */
  readonly #sessions: Map<string, Session>
  readonly #confirmedUntil = new Map<string, number>()
  #savedAt = 0
  #saving: Promise<void> = Promise.resolve()

  private constructor(
    private readonly path: string,
    kept: Record<string, Session>,
    private readonly limits: typeof SESSION_LIMITS,
    private readonly now: () => number,
  ) {
    super()
    this.#sessions = new Map(Object.entries(kept))
  }

  static async open(
    dataFolder: string,
    limits = SESSION_LIMITS,
    now: () => number = Date.now,
  ): Promise<Sessions> {
    const path = join(dataFolder, 'sessions.json')
    const kept = await readJson(path, file)
    return new Sessions(path, kept?.sessions ?? {}, limits, now)
  }

  /** Begins one; the cookie's value and the page key are stored nowhere else. */
  async create(beginning: NewSession): Promise<{ value: string; pageKey: string; session: Session }> {
    const value = randomToken()
    const pageKey = randomToken()
    const now = this.now()
    const begun: Session = {
      ...beginning,
      agent: beginning.agent.slice(0, 200),
      id: randomBytes(4).toString('hex'),
      pageKey: digest(pageKey),
      createdAt: now,
      seenAt: now,
    }
    this.#removeExpired()
    this.#evictOfLink(beginning.link)
    this.#sessions.set(digest(value), begun)
    await this.#save()
    return { value, pageKey, session: begun }
  }

  /** A new page key for a session that goes on; the one before is worth nothing. */
  async rotatePageKey(session: Session): Promise<string> {
    const pageKey = randomToken()
    session.pageKey = digest(pageKey)
    await this.#save()
    return pageKey
  }

  /** The session of a cookie's value, which counts as a use of it; undefined: there is none, or it has ended. */
  find(value: string): Session | undefined {
    const found = this.#sessions.get(digest(value))
    if (!found || !this.#isActive(found)) return undefined
    found.seenAt = this.now()
    if (this.now() - this.#savedAt > SAVE_INTERVAL_MS) void this.#save()
    return found
  }

  /** Whether a session that was found earlier still stands, which counts as a use of it. */
  touch(found: Session): boolean {
    const stands = [...this.#sessions.values()].includes(found) && this.#isActive(found)
    if (stands) found.seenAt = this.now()
    return stands
  }

  list(): Session[] {
    this.#removeExpired()
    return [...this.#sessions.values()].sort((one, other) => other.seenAt - one.seenAt)
  }

  /** Ends those that fit, and says how many. */
  async end(fits: (session: Session) => boolean): Promise<number> {
    const ended = this.#remove((candidate) => fits(candidate))
    await this.#save()
    return ended
  }

  /** The token was asked for again: secrets may be shown for some minutes. */
  confirm({ id }: Session): void {
    this.#confirmedUntil.set(id, this.now() + CONFIRMED_MS)
  }

  isConfirmed({ id }: Session): boolean {
    return (this.#confirmedUntil.get(id) ?? 0) > this.now()
  }

  /** Ends what has run out, so that its sockets are closed even when nobody asks. */
  expire(): void {
    if (this.#removeExpired() > 0) void this.#save()
  }

  #isActive({ createdAt, seenAt }: Session): boolean {
    const now = this.now()
    return now - seenAt < this.limits.idleMs && now - createdAt < this.limits.absoluteMs
  }

  #removeExpired(): number {
    const ended = this.#remove((candidate) => !this.#isActive(candidate))
    const rest = [...this.#sessions.values()].sort(
      (one, other) => evictionRank(one) - evictionRank(other) || other.seenAt - one.seenAt,
    )
    const surplus = new Set(rest.slice(MAX_SESSIONS - 1))
    return ended + (surplus.size > 0 ? this.#remove((candidate) => surplus.has(candidate)) : 0)
  }

  #evictOfLink(link: string | undefined): void {
    if (link === undefined) return
    const same = this.list().filter((one) => one.link === link)
    const surplus = new Set(same.slice(MAX_SESSIONS_PER_LINK - 1))
    if (surplus.size > 0) this.#remove((candidate) => surplus.has(candidate))
  }

  #remove(fits: (session: Session) => boolean): number {
    let count = 0
    for (const [key, candidate] of this.#sessions) {
      if (!fits(candidate)) continue
      this.#sessions.delete(key)
      this.#confirmedUntil.delete(candidate.id)
      count += 1
      this.emit('ended', candidate)
    }
    return count
  }

  #save(): Promise<void> {
    this.#savedAt = this.now()
    const write = () => writeJson(this.path, { version: 2, sessions: Object.fromEntries(this.#sessions) })
    this.#saving = this.#saving.then(write, write)
    return this.#saving
  }
}

/** Whether that is the page key of a session. */
export const hasPageKey = (session: Session, given: string): boolean =>
  constantTimeEqual(digest(given), session.pageKey)

const randomToken = (): string => randomBytes(32).toString('base64url')

const evictionRank = ({ role }: Session): number => (role === 'operator' ? 0 : 1)
