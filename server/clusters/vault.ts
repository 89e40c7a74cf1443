/**
 * Secrets at rest: AES-256-GCM under a key that is not in the data folder, so that a copy of the folder is worth
 * nothing. The key comes from outside (TASKBOX_KEY, a file, systemd's credentials), or is generated once in the user's
 * configuration folder. One from outside may be a passphrase: it is stretched by scrypt, so that guessing it is slow.
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

/** How the keys of a seal are derived from the secret: version 1 by HKDF alone, version 2 by scrypt before it. */
export type KeyVersion = 1 | 2

/** A sealed content; `key` is absent in version 1. */
export const sealed = z.object({
  nonce: z.string(),
  tag: z.string(),
  data: z.string(),
  key: z.literal(2).optional(),
})
export type Sealed = z.infer<typeof sealed>

/** Where the key comes from. */
export interface KeySource {
  /** Whoever knows it can open what was sealed; called when it is first needed. */
  read: () => Promise<string>
  /** The user chose it, so it may be a passphrase. */
  given: boolean
}

/** N = 2^17 and r = 8, as OWASP advises: 128 MiB and about half a second for each guess. */
const SCRYPT = { N: 2 ** 17, r: 8, p: 1, maxmem: 160 * 1024 * 1024 }
const SALT_BYTES = 16
const saltFile = z.object({ version: z.literal(1), salt: z.string() })

export class Vault {
  readonly #keys = new Map<KeyVersion, Promise<string | Buffer>>()
  /** Of everything that is sealed from now on. */
  readonly keyVersion: KeyVersion

  /** @param dataFolder holds the salt of a stretched key */
  constructor(
    private readonly source: KeySource,
    private readonly dataFolder: string,
  ) {
    this.keyVersion = source.given ? 2 : 1
  }

  /** `place` is bound in: what was sealed for one cluster opens nowhere else. */
  async seal(text: string, place: string): Promise<Sealed> {
    const nonce = randomBytes(NONCE_BYTES)
    const cipher = createCipheriv('aes-256-gcm', await this.keyFor(SECRETS_PURPOSE), nonce)
    cipher.setAAD(Buffer.from(place))
    const data = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
    return {
      nonce: nonce.toString('base64'),
      tag: cipher.getAuthTag().toString('base64'),
      data: data.toString('base64'),
      ...(this.keyVersion === 2 && { key: 2 }),
    }
  }

  /** Throws `secrets-locked` where the key is another one or the file was changed. */
  async open(given: Sealed, place: string): Promise<string> {
    const { nonce, tag, data } = given
    const key = await this.keyFor(SECRETS_PURPOSE, versionOf(given))
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

  /** Whether it was sealed under a key that is easier to guess than today's; whoever reads it seals it again. */
  isOutdated(given: Sealed): boolean {
    return versionOf(given) < this.keyVersion
  }

  /** A key of 256 bits for one purpose, from which the keys of other purposes cannot be derived. */
  async keyFor(purpose: string, version = this.keyVersion): Promise<Buffer> {
    const secret = this.#keys.get(version) ?? (version === 1 ? this.source.read() : this.#stretch())
    this.#keys.set(version, secret)
    return Buffer.from(hkdfSync('sha256', await secret, 'taskbox', purpose, KEY_BYTES))
  }

  async #stretch(): Promise<Buffer> {
    const secret = await this.source.read()
    return stretch(secret, await this.#salt(), KEY_BYTES, SCRYPT)
  }

  /** Generated once; a second process that starts at the same time uses the first one's. */
  async #salt(): Promise<Buffer> {
    const path = join(this.dataFolder, 'key-salt.json')
    const stored = await readJson(path, saltFile)
    if (stored) return Buffer.from(stored.salt, 'base64')
    const own = `${path}.${randomBytes(6).toString('hex')}`
    await writeJson(own, { version: 1, salt: randomBytes(SALT_BYTES).toString('base64') })
    try {
      await link(own, path)
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
    } finally {
      await rm(own)
    }
    return this.#salt()
  }
}

const versionOf = ({ key }: Sealed): KeyVersion => key ?? 1

const stretch = promisify<string, Buffer, number, typeof SCRYPT, Buffer>(scrypt)

/**
 * Where the key comes from: TASKBOX_KEY, the file TASKBOX_KEY_FILE, systemd's credential `taskbox-key`, else
 * `taskbox/key` in the user's configuration folder, made when it is first needed. The variable is taken out of the
 * environment, so that no child inherits it. Throws `key-unusable` where what is there is too short or cannot be read,
 * for the last when it is first needed: another key in its place would open nothing. Throws it as well where the key
 * would be in the data folder, whose copy must open nothing.
 */
export function keySource(
  dataFolder: string,
  environment: Record<string, string | undefined> = process.env,
): KeySource {
  const { TASKBOX_KEY: given, TASKBOX_KEY_FILE: path, CREDENTIALS_DIRECTORY: credentials } = environment
  delete environment.TASKBOX_KEY
  if (given !== undefined) return fixedKey(given, 'TASKBOX_KEY')
  if (path !== undefined) return fixedKey(readKey(path) ?? unusable(path, 'ENOENT'), path)
  const credential = credentials && join(credentials, CREDENTIAL)
  const held = credential ? readKey(credential) : undefined
  if (credential && held !== undefined) return fixedKey(held, credential)
  const folder = environment.XDG_CONFIG_HOME ?? join(environment.HOME ?? homedir(), '.config')
  const own = resolve(folder, 'taskbox', 'key')
  if (own.startsWith(resolve(dataFolder) + sep)) unusable(own, 'inData')
  return { read: () => generatedKey(own), given: false }
}

function fixedKey(secret: string, source: string): KeySource {
  const key = requireLength(secret, source)
  return { read: async () => key, given: true }
}

function requireLength(secret: string, source: string): string {
  return secret.length < MIN_KEY_LENGTH ? unusable(source, 'short') : secret
}

/** Undefined: there is no such file. */
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
