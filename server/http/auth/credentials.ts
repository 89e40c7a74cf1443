/**
 * What lets somebody in: the token that is printed, or a password in its place. Both are kept as hashes alone, so every
 * start prints a token of its own; sessions outlive it. The file is read again at each attempt, since `taskbox token`
 * and `taskbox password` write it from another process.
 */
import { randomBytes, scrypt } from 'node:crypto'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import { readJson, writeJson } from '../../json-file'
import { constantTimeEqual, digest } from './digest'
import type { Verifier } from './login-rate-limiter'

const TOKEN_BYTES = 24
const SALT_BYTES = 16
/** OWASP's password storage cheat sheet: N = 2^17, r = 8, p = 1, which is 128 MiB and a few tenths of a second. */
export const SCRYPT = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 }
const HASH_BYTES = 32
/** Long enough that guessing it over a network is hopeless, and short enough for scrypt to take at once. */
export const PASSWORD_LENGTH = { least: 10, most: 1024 } as const

const file = z.object({
  version: z.literal(1),
  /** Cookies do not know ports: the name tells two Taskboxes of one machine apart. */
  name: z.string().regex(/^[0-9a-f]{8}$/),
  tokenHash: z.string().optional(),
  password: z.object({ salt: z.string(), hash: z.string() }).optional(),
})
type CredentialsFile = z.infer<typeof file>

const deriveKey = promisify<string, Buffer, number, typeof SCRYPT, Buffer>(scrypt)

export class Credentials {
  private constructor(
    private readonly path: string,
    /** Part of the cookies' names. */
    readonly name: string,
    private readonly cost: typeof SCRYPT,
  ) {}

  static async open(dataFolder: string, cost = SCRYPT): Promise<Credentials> {
    const path = join(dataFolder, 'access.json')
    const kept = await readJson(path, file)
    const name = kept?.name ?? randomBytes(4).toString('hex')
    if (!kept) await writeJson(path, { version: 1, name } satisfies CredentialsFile)
    return new Credentials(path, name, cost)
  }

  /** Makes a new token; the one before lets nobody in any more. What is returned stands nowhere else. */
  async createToken(): Promise<string> {
    const token = randomBytes(TOKEN_BYTES).toString('base64url')
    await this.#update({ tokenHash: digest(token) })
    return token
  }

  /** From then on the token lets nobody in; undefined: the token again, a new one of which must be made. */
  async setPassword(password: string | undefined): Promise<void> {
    if (password === undefined) return this.#update({ password: undefined })
    const salt = randomBytes(SALT_BYTES)
    const hash = await deriveKey(password.normalize('NFC'), salt, HASH_BYTES, this.cost)
    await this.#update({
      tokenHash: undefined,
      password: { salt: salt.toString('base64'), hash: hash.toString('base64') },
    })
  }

  async hasPassword(): Promise<boolean> {
    return (await this.#read()).password !== undefined
  }

  /** How a token or a password is judged. */
  async createVerifier(given: string): Promise<Verifier> {
    const isPassword = () => this.verifyPassword(given)
    return {
      isKey: () => this.verifyToken(given),
      isPassword: (await this.hasPassword()) ? isPassword : undefined,
    }
  }

  async verifyToken(given: string): Promise<boolean> {
    const { tokenHash } = await this.#read()
    return tokenHash !== undefined && constantTimeEqual(digest(given), tokenHash)
  }

  /** Takes 128 MiB for as long as it takes; `Attempts` lets only one at a time do so. */
  async verifyPassword(given: string): Promise<boolean> {
    const { password } = await this.#read()
    if (!password || given.length > PASSWORD_LENGTH.most) return false
    const salt = Buffer.from(password.salt, 'base64')
    const hash = await deriveKey(given.normalize('NFC'), salt, HASH_BYTES, this.cost)
    return constantTimeEqual(hash.toString('base64'), password.hash)
  }

  async #read(): Promise<CredentialsFile> {
    return (await readJson(this.path, file)) ?? { version: 1, name: this.name }
  }

  async #update(part: Partial<CredentialsFile>): Promise<void> {
    await writeJson(this.path, { ...(await this.#read()), ...part })
  }
}
