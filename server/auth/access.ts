/**
 * What lets somebody in: the token that is printed, or a password in its place. Both are kept as hashes alone, so every
 * start prints a token of its own; sessions outlive it. The file is read again at each attempt, since `taskbox token`
 * and `taskbox password` write it from another process.
 */
import { randomBytes, scrypt } from 'node:crypto'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { z } from 'zod'
import { readJson, writeJson } from '../json-file'
import { digest, same } from './same'

const TOKEN_BYTES = 24
const SALT_BYTES = 16
/** OWASP's password storage cheat sheet: N = 2^17, r = 8, p = 1, which is 128 MiB and a few tenths of a second. */
const SCRYPT = { N: 2 ** 17, r: 8, p: 1, maxmem: 256 * 1024 * 1024 }
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
type AccessFile = z.infer<typeof file>

const derive = promisify<string, Buffer, number, typeof SCRYPT, Buffer>(scrypt)

export class Access {
  /** One hash at a time: 128 MiB each, asked for by whoever can reach the port. */
  #hashing: Promise<unknown> = Promise.resolve()

  private constructor(
    private readonly path: string,
    /** Part of the cookies' names. */
    readonly name: string,
  ) {}

  static async open(dataFolder: string): Promise<Access> {
    const path = join(dataFolder, 'access.json')
    const kept = await readJson(path, file)
    const name = kept?.name ?? randomBytes(4).toString('hex')
    if (!kept) await writeJson(path, { version: 1, name } satisfies AccessFile)
    return new Access(path, name)
  }

  /** Makes a new token; the one before lets nobody in any more. What is returned stands nowhere else. */
  async newToken(): Promise<string> {
    const token = randomBytes(TOKEN_BYTES).toString('base64url')
    await this.#change({ tokenHash: digest(token) })
    return token
  }

  /** From then on the token lets nobody in; undefined: the token again, a new one of which must be made. */
  async setPassword(password: string | undefined): Promise<void> {
    if (password === undefined) return this.#change({ password: undefined })
    const salt = randomBytes(SALT_BYTES)
    const hash = await derive(password.normalize('NFC'), salt, HASH_BYTES, SCRYPT)
    await this.#change({
      tokenHash: undefined,
      password: { salt: salt.toString('base64'), hash: hash.toString('base64') },
    })
  }

  async hasPassword(): Promise<boolean> {
    return (await this.#read()).password !== undefined
  }

  /** Whether that is the token or the password. */
  async admits(given: string): Promise<boolean> {
    const { tokenHash, password } = await this.#read()
    if (tokenHash !== undefined && same(digest(given), tokenHash)) return true
    if (!password || given.length > PASSWORD_LENGTH.most) return false
    const hashing = this.#hashing.then(() =>
      derive(given.normalize('NFC'), Buffer.from(password.salt, 'base64'), HASH_BYTES, SCRYPT),
    )
    this.#hashing = hashing.catch(() => undefined)
    return same((await hashing).toString('base64'), password.hash)
  }

  async #read(): Promise<AccessFile> {
    return (await readJson(this.path, file)) ?? { version: 1, name: this.name }
  }

  async #change(part: Partial<AccessFile>): Promise<void> {
    await writeJson(this.path, { ...(await this.#read()), ...part })
  }
}
