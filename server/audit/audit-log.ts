/**
 * Who did what when: a line of JSON an event, appended and never rewritten, in `audit/` of the data folder. A full file
 * gives way to a new one; the oldest leave. No event has a place for a secret.
 */
import { appendFile, mkdir, readdir, readFile, rename, rm, stat } from 'node:fs/promises'
import { join } from 'node:path'

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
  'secrets-shown',
  'secrets-forgotten',
  'cluster-removed',
  'run-started',
  'run-stopped',
  'run-answered',
  'watch-link-made',
  'watch-link-revoked',
] as const
export type AuditEvent = (typeof AUDIT_EVENTS)[number]

/** Who: a session's public id and the address it came from; the command line is neither. */
export interface Actor {
  session?: string
  address?: string
}

const FILE_BYTES = 1024 * 1024
const KEPT_FILES = 10
const CURRENT = 'audit.log'

export class AuditLog {
  readonly #folder: string
  #writing: Promise<unknown> = Promise.resolve()

  constructor(dataFolder: string) {
    this.#folder = join(dataFolder, 'audit')
  }

  /** Resolves when the line is written: what must be on record is not done before. */
  write(
    event: AuditEvent,
    actor: Actor,
    facts: Record<string, string | number | readonly string[]> = {},
  ): Promise<void> {
    const line = `${JSON.stringify({ at: new Date().toISOString(), event, ...actor, ...facts })}\n`
    const writing = this.#writing.then(
      () => this.#append(line),
      () => this.#append(line),
    )
    this.#writing = writing
    return writing
  }

  /** All that is kept, oldest first. */
  async read(): Promise<string> {
    await this.#writing.catch(() => undefined)
    const names = [...(await this.#old()), CURRENT]
    const texts = await Promise.all(
      names.map((name) => readFile(join(this.#folder, name), 'utf8').catch(() => '')),
    )
    return texts.join('')
  }

  async #append(line: string): Promise<void> {
    await mkdir(this.#folder, { recursive: true, mode: 0o700 })
    const path = join(this.#folder, CURRENT)
    const size = await stat(path).then(
      (found) => found.size,
      () => 0,
    )
    if (size > FILE_BYTES) await this.#rotate(path)
    await appendFile(path, line, { mode: 0o600 })
  }

  async #rotate(path: string): Promise<void> {
    const stamp = new Date().toISOString().replaceAll(/[:.]/g, '-')
    await rename(path, join(this.#folder, `audit-${stamp}.log`))
    const old = await this.#old()
    await Promise.all(old.slice(0, -KEPT_FILES).map((name) => rm(join(this.#folder, name))))
  }

  async #old(): Promise<string[]> {
    const names = await readdir(this.#folder).catch(() => [])
    return names.filter((name) => /^audit-.*\.log$/.test(name)).sort()
  }
}
