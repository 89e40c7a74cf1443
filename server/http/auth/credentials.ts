/**
 * The access token, or the password that replaces it. Only hashes are stored, so every start prints a new token; sessions
 * outlive it. Every attempt reads the file, because `taskbox token` and `taskbox password` write it from another process.
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
/** From OWASP's password storage cheat sheet. One hash needs 128 MiB and a few tenths of a second. */
export const SCRYPT = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 }
const HASH_BYTES = 32
/** Characters. The minimum defeats guessing over a network; the maximum bounds the input of scrypt. */
export const PASSWORD_LENGTH = { least: 10, most: 1024 } as const

const credentialsFile = z.object({
  version: z.literal(1),
  /** Part of the cookie names. Cookies ignore ports, so two Taskboxes on one machine need different names. */
  name: z.string().regex(/^[0-9a-f]{8}$/),
  tokenHash: z.string().optional(),
  password: z.object({ salt: z.string(), hash: z.string() }).optional(),
})
type CredentialsFile = z.infer<typeof credentialsFile>

const deriveKey = promisify<string, Buffer, number, typeof SCRYPT, Buffer>(scrypt)

export class Credentials {
  private constructor(
    private readonly path: string,
    /** Part of the cookie names. */
    readonly name: string,
    private readonly cost: typeof SCRYPT,
  ) {}

  static async open(dataFolder: string, cost = SCRYPT): Promise<Credentials> {
    const path = join(dataFolder, 'access.json')
    const stored = await readJson(path, credentialsFile)
    const name = stored?.name ?? randomBytes(4).toString('hex')
    if (!stored) await writeJson(path, { version: 1, name } satisfies CredentialsFile)
    return new Credentials(path, name, cost)
  }

  /** Creates a token and returns it; only its hash is stored. The previous token stops working. */
  async createToken(): Promise<string> {
    const token = randomBytes(TOKEN_BYTES).toString('base64url')
    await this.#update({ tokenHash: digest(token) })
    return token
  }

  /** Sets the password and disables the token. `undefined` removes the password; then create a new token. */
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

  /** Returns what verifies `secret` as the token or, if one is set, as the password. */
  async createVerifier(secret: string): Promise<Verifier> {
    const verifyPassword = () => this.verifyPassword(secret)
    return {
      verifyKey: () => this.verifyToken(secret),
      verifyPassword: (await this.hasPassword()) ? verifyPassword : undefined,
    }
  }

  async verifyToken(secret: string): Promise<boolean> {
    const { tokenHash } = await this.#read()
    return tokenHash !== undefined && constantTimeEqual(digest(secret), tokenHash)
  }

  /** Needs 128 MiB while it runs; LoginRateLimiter runs one at a time. */
  async verifyPassword(secret: string): Promise<boolean> {
    const { password } = await this.#read()
    if (!password || secret.length > PASSWORD_LENGTH.most) return false
    const salt = Buffer.from(password.salt, 'base64')
    const hash = await deriveKey(secret.normalize('NFC'), salt, HASH_BYTES, this.cost)
    return constantTimeEqual(hash.toString('base64'), password.hash)
  }

  async #read(): Promise<CredentialsFile> {
    return (await readJson(this.path, credentialsFile)) ?? { version: 1, name: this.name }
  }

  async #update(changes: Partial<CredentialsFile>): Promise<void> {
    await writeJson(this.path, { ...(await this.#read()), ...changes })
  }
}
