/**
 * Encrypts secrets at rest: AES-256-GCM under a key outside the data folder, so that a copy of the folder reveals nothing.
 * The key is supplied (TASKBOX_KEY, a file, systemd credentials), or generated once in the user's configuration folder.
 * A supplied key may be a passphrase, so scrypt stretches it to slow down guessing.
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, scrypt } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { link, mkdir, rm } from 'node:fs/promises'
import { homedir } from 'node:os'
import { dirname, join, resolve, sep } from 'node:path'
import { promisify } from 'node:util'
import writeFileAtomic from 'write-file-atomic'
import { z } from 'zod'
import { readJson, writeJson } from '../json-file'
import { RequestFailure } from '../request-failure'

const KEY_BYTES = 32
const NONCE_BYTES = 12
const MIN_KEY_LENGTH = 16
const SECRETS_PURPOSE = 'secrets of clusters'
const CREDENTIAL = 'taskbox-key'
const MISSING_FILE_CODES: ReadonlySet<string> = new Set(['ENOENT', 'ENOTDIR'])

/** Key derivation from the secret: version 1 by HKDF, version 2 by scrypt and HKDF. */
export type KeyVersion = 1 | 2

/** Sealed content; `key` is absent in version 1. */
export const sealed = z.object({
  nonce: z.string(),
  tag: z.string(),
  data: z.string(),
  key: z.literal(2).optional(),
})
export type Sealed = z.infer<typeof sealed>

/** Source of the key. */
export interface KeySource {
  /** Reads the secret from which the keys are derived; called on first use. */
  read: () => Promise<string>
  /** The user chose the secret, so it may be a passphrase. */
  userProvided: boolean
}

/** As recommended by OWASP: 128 MiB and about half a second per guess. */
const SCRYPT = { N: 2 ** 17, r: 8, p: 1, maxmem: 160 * 1024 * 1024 }
const SALT_BYTES = 16
const saltFile = z.object({ version: z.literal(1), salt: z.string() })

export class Vault {
  readonly #keys = new Map<KeyVersion, Promise<string | Buffer>>()
  /** Version for new content. */
  readonly keyVersion: KeyVersion

  /** @param dataFolder contains the salt of a stretched key */
  constructor(
    private readonly source: KeySource,
    private readonly dataFolder: string,
  ) {
    this.keyVersion = source.userProvided ? 2 : 1
  }

  /** Seals a text and authenticates `context`: content sealed for one cluster cannot be opened for another. */
  async seal(text: string, context: string): Promise<Sealed> {
    const nonce = randomBytes(NONCE_BYTES)
    const cipher = createCipheriv('aes-256-gcm', await this.keyFor(SECRETS_PURPOSE), nonce)
    cipher.setAAD(Buffer.from(context))
    const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    return {
      nonce: nonce.toString('base64'),
      tag: cipher.getAuthTag().toString('base64'),
      data: data.toString('base64'),
      ...(this.keyVersion === 2 && { key: 2 }),
    }
  }

  /** Throws `secrets-locked` if the key or the context differs, or the content was modified. */
  async open(content: Sealed, context: string): Promise<string> {
    const { nonce, tag, data } = content
    const key = await this.keyFor(SECRETS_PURPOSE, versionOf(content))
    try {
      const decipher = createDecipheriv('aes-256-gcm', key, Buffer.from(nonce, 'base64'), {
        authTagLength: 16,
      })
      decipher.setAAD(Buffer.from(context)).setAuthTag(Buffer.from(tag, 'base64'))
      return Buffer.concat([decipher.update(Buffer.from(data, 'base64')), decipher.final()]).toString('utf8')
    } catch (cause) {
      throw new RequestFailure('secrets-locked', {}, { cause })
    }
  }

  /** Whether the content was sealed under a weaker key derivation; the reader then seals it again. */
  isOutdated(content: Sealed): boolean {
    return versionOf(content) < this.keyVersion
  }

  /** Derives an independent 256-bit key for a purpose. */
  async keyFor(purpose: string, version = this.keyVersion): Promise<Buffer> {
    const secret = this.#keys.get(version) ?? (version === 1 ? this.source.read() : this.#stretch())
    this.#keys.set(version, secret)
    return Buffer.from(hkdfSync('sha256', await secret, 'taskbox', purpose, KEY_BYTES))
  }

  async #stretch(): Promise<Buffer> {
    const secret = await this.source.read()
    return stretch(secret, await this.#salt(), KEY_BYTES, SCRYPT)
  }

  /** Creates the salt atomically: of two processes that start at the same time, both use the first one's. */
  async #salt(): Promise<Buffer> {
    const path = join(this.dataFolder, 'key-salt.json')
    const stored = await readJson(path, saltFile)
    if (stored) return Buffer.from(stored.salt, 'base64')
    const temporary = `${path}.${randomBytes(6).toString('hex')}`
    await writeJson(temporary, { version: 1, salt: randomBytes(SALT_BYTES).toString('base64') })
    try {
      await link(temporary, path)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    } finally {
      await rm(temporary)
    }
    return this.#salt()
  }
}

const versionOf = ({ key }: Sealed): KeyVersion => key ?? 1

const stretch = promisify<string, Buffer, number, typeof SCRYPT, Buffer>(scrypt)

/**
 * Selects the source of the key: TASKBOX_KEY, the file TASKBOX_KEY_FILE, the systemd credential `taskbox-key`, else
 * `taskbox/key` in the user's configuration folder, which is generated on first use. Deletes the variable from the
 * environment, so that no child process inherits it. Throws `key-unusable` if the key is too short or unreadable (for the
 * generated key: on first use). An unusable key is never replaced by a new one, which could not open existing secrets.
 * Throws it also if the key would be in the data folder, because a copy of that folder must not be readable.
 */
export function keySource(
  dataFolder: string,
  environment: Record<string, string | undefined> = process.env,
): KeySource {
  const { TASKBOX_KEY: key, TASKBOX_KEY_FILE: path, CREDENTIALS_DIRECTORY: credentials } = environment
  delete environment.TASKBOX_KEY
  if (key !== undefined) return fixedKey(key, 'TASKBOX_KEY')
  if (path !== undefined) return fixedKey(readKey(path) ?? unusable(path, 'ENOENT'), path)
  const credential = credentials && join(credentials, CREDENTIAL)
  const credentialKey = credential ? readKey(credential) : undefined
  if (credential && credentialKey !== undefined) return fixedKey(credentialKey, credential)
  const folder = environment.XDG_CONFIG_HOME ?? join(environment.HOME ?? homedir(), '.config')
  const keyPath = resolve(folder, 'taskbox', 'key')
  if (keyPath.startsWith(resolve(dataFolder) + sep)) unusable(keyPath, 'inData')
  return { read: () => generatedKey(keyPath), userProvided: false }
}

function fixedKey(secret: string, source: string): KeySource {
  const key = requireLength(secret, source)
  return { read: async () => key, userProvided: true }
}

function requireLength(secret: string, source: string): string {
  return secret.length < MIN_KEY_LENGTH ? unusable(source, 'short') : secret
}

/** Returns undefined if the file does not exist. */
function readKey(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8').trim()
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException
    return MISSING_FILE_CODES.has(code) ? undefined : unusable(path, code, error)
  }
}

function unusable(source: string, reason: string, cause?: unknown): never {
  throw new RequestFailure('key-unusable', { source, reason, least: MIN_KEY_LENGTH }, { cause })
}

async function generatedKey(path: string): Promise<string> {
  const stored = readKey(path)
  if (stored !== undefined) return requireLength(stored, path)
  const generated = randomBytes(KEY_BYTES).toString('hex')
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  await writeFileAtomic(path, `${generated}\n`, { mode: 0o600 })
  return generated
}
