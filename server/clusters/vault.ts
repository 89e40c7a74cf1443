/**
 * Secrets at rest: AES-256-GCM under a key that does not lie in the data folder, so that a copy of the folder is worth
 * nothing. The key comes from outside (TASKBOX_KEY, a file, systemd's credentials) or is made once in the user's
 * configuration folder.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import writeFileAtomic from 'write-file-atomic'
import { z } from 'zod'
import { RequestFailure } from '../request-failure'

const KEY_BYTES = 32
const NONCE_BYTES = 12
const SHORTEST = 16
const SECRETS = 'secrets of clusters'
const CREDENTIAL = 'taskbox-key'
const NONE: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR'])

/** What stands in a file instead of its content. */
export const sealed = z.object({ nonce: z.string(), tag: z.string(), data: z.string() })
export type Sealed = z.infer<typeof sealed>

export class Vault {
  #secret: Promise<string> | undefined

  /** @param secret whoever knows it can open what was sealed; asked for when it is first needed */
  constructor(private readonly secret: () => Promise<string>) {}

  /** `place` is bound in: what was sealed for one cluster opens nowhere else. */
  async seal(text: string, place: string): Promise<Sealed> {
    const nonce = randomBytes(NONCE_BYTES)
    const cipher = createCipheriv('aes-256-gcm', await this.keyFor(SECRETS), nonce).setAAD(Buffer.from(place))
    const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    return {
      nonce: nonce.toString('base64'),
      tag: cipher.getAuthTag().toString('base64'),
      data: data.toString('base64'),
    }
  }

  /** Throws `secrets-locked` where the key is another one or the file was changed. */
  async open({ nonce, tag, data }: Sealed, place: string): Promise<string> {
    const key = await this.keyFor(SECRETS)
    try {
      const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64'), {
        authTagLength: 16,
      })
      decipher.setAAD(Buffer.from(place)).setAuthTag(Buffer.from(tag, 'base64'))
      return Buffer.concat([decipher.update(Buffer.from(data, 'base64')), decipher.final()]).toString('utf8')
    } catch (cause) {
      throw new RequestFailure('secrets-locked', {}, { cause })
    }
  }

  /** A key of 256 bits for a purpose; from that of one purpose nobody comes to that of another. */
  async keyFor(purpose: string): Promise<Buffer> {
    this.#secret ??= this.secret()
    return Buffer.from(hkdfSync('sha256', await this.#secret, 'taskbox', purpose, KEY_BYTES))
  }
}

/**
 * Where the key comes from: TASKBOX_KEY, the file TASKBOX_KEY_FILE, systemd's credential `taskbox-key`, else
 * `taskbox/key` in the user's configuration folder, made when it is first needed. The variable is taken out of the
 * environment, so that no child inherits it. Throws `key-unusable` where what is there is too short or cannot be read,
 * for the last when it is first needed: another key in its place would open nothing, and may lie in the data folder.
 */
export function keySource(
  environment: Record<string, string | undefined> = process.env,
): () => Promise<string> {
  const { TASKBOX_KEY: given, TASKBOX_KEY_FILE: path, CREDENTIALS_DIRECTORY: credentials } = environment
  delete environment.TASKBOX_KEY
  if (given !== undefined) return fixed(given, 'TASKBOX_KEY')
  if (path !== undefined) return fixed(readKey(path) ?? unusable(path, 'ENOENT'), path)
  const credential = credentials && join(credentials, CREDENTIAL)
  const held = credential ? readKey(credential) : undefined
  if (credential && held !== undefined) return fixed(held, credential)
  const folder = environment.XDG_CONFIG_HOME ?? join(environment.HOME ?? homedir(), '.config')
  return () => ownKey(join(folder, 'taskbox', 'key'))
}

function fixed(secret: string, source: string): () => Promise<string> {
  if (secret.length < SHORTEST) unusable(source, 'short')
  return async () => secret
}

/** Undefined: there is no such file. */
function readKey(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    return NONE.has(code) ? undefined : unusable(path, code, error)
  }
}

function unusable(source: string, reason: string, cause?: unknown): never {
  throw new RequestFailure('key-unusable', { source, reason, least: SHORTEST }, { cause })
}

async function ownKey(path: string): Promise<string> {
  const kept = readKey(path)
  if (kept !== undefined) return fixed(kept, path)()
  const made = randomBytes(KEY_BYTES).toString('hex')
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  await writeFileAtomic(path, `${made}\n`, { mode: 0o600 })
  return made
}
