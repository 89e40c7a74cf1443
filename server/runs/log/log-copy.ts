/**
 * The copy of a run's log that lies here, sealed like everything else that may hold a secret: whoever copies the data
 * folder reads nothing in it. AES-256 in counter mode, so that any place is read and written by itself; behind a head
 * that says so and by which the key is known.
 */
import { createCipheriv, createHmac, randomBytes } from 'node:crypto'
import { type FileHandle, link, open, readdir, rename, rm, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import type { KeyVersion, Vault } from '../../clusters/vault'
import { RequestFailure } from '../../request-failure'
import { currentProcess, isAlive } from '../owner-process'

const KEY_PURPOSE = 'logs of runs'
const MAGICS: Readonly<Record<KeyVersion, Buffer>> = {
  1: Buffer.from('taskbox log 0001'),
  2: Buffer.from('taskbox log 0002'),
}
const VERSIONS = [1, 2] as const
const MAGIC_BYTES = 16
const COUNTER_BYTES = 16
const CHECK_BYTES = 16
const HEADER_BYTES = MAGIC_BYTES + COUNTER_BYTES + CHECK_BYTES
const CHUNK_BYTES = 1024 * 1024
const COUNTERS = 2n ** 128n

/** The key of logs, and its version, which the head of a copy names. */
interface LogKey {
  version: KeyVersion
  bytes: Buffer
}

export interface LogCopy {
  write(bytes: Uint8Array, offset: number): Promise<void>
  /** At most `length` bytes from `offset`; fewer at the end. */
  read(offset: number, length: number): Promise<Buffer>
  close(): Promise<void>
}

/**
 * Opens the copy at a path, or makes it. A byte of the log has one place for ever, so two processes that follow the
 * same run write the same bytes to the same places and need no lock. Throws `secrets-locked` under another key.
 */
export async function openLogCopy(path: string, vault: Vault): Promise<LogCopy> {
  const key = await logKey(vault, vault.keyVersion)
  await removeAbandoned(path)
  await createIfAbsent(path, key)
  const file = await open(path, 'r+')
  try {
    const head = await readAt(file, 0, HEADER_BYTES)
    const version = VERSIONS.find((known) => head.subarray(0, MAGIC_BYTES).equals(MAGICS[known]))
    const copy = version && new EncryptedLogCopy(file, await logKey(vault, version), head)
    if (copy && version >= vault.keyVersion) return copy
    await reencrypt(path, key, copy ?? plaintextCopy(file))
  } catch (error) {
    await file.close()
    throw error
  }
  await file.close()
  return openLogCopy(path, vault)
}

/** Bytes of the log that lie there; 0 where there is no copy. */
export async function logCopyBytes(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => Math.max(0, size - HEADER_BYTES),
    () => 0,
  )
}

/** Removes a copy, and what a process that died while it wrote one has left beside it. */
export async function removeLogCopy(path: string): Promise<void> {
  await rm(path, { force: true })
  await removeAbandoned(path)
}

/** Replaces a copy as a whole by what `rewrite` makes of it: one that was cut off in between is as it was. */
export async function rewriteLogCopy(
  path: string,
  vault: Vault,
  rewrite: (from: LogCopy, to: LogCopy) => Promise<void>,
): Promise<void> {
  const from = await openLogCopy(path, vault)
  try {
    await replaceAtomically(path, await logKey(vault, vault.keyVersion), (to) => rewrite(from, to))
  } finally {
    await from.close()
  }
}

const logKey = async (vault: Vault, version: KeyVersion): Promise<LogKey> => ({
  version,
  bytes: await vault.keyFor(KEY_PURPOSE, version),
})

class EncryptedLogCopy implements LogCopy {
  readonly #key: Buffer
  readonly #start: bigint

  /** Throws `secrets-locked` where the head was written under another key. */
  constructor(
    private readonly file: FileHandle,
    key: LogKey,
    head: Buffer,
  ) {
    this.#key = key.bytes
    this.#start = readInitialCounter(head, key.bytes)
  }

  async write(bytes: Uint8Array, offset: number): Promise<void> {
    const sealed = this.#turn(bytes, offset)
    // A disk that is nearly full takes a part without a word.
    for (let done = 0; done < sealed.length; ) {
      const place = HEADER_BYTES + offset + done
      done += (await this.file.write(sealed, done, sealed.length - done, place)).bytesWritten
    }
  }

  async read(offset: number, length: number): Promise<Buffer> {
    return this.#turn(await readAt(this.file, HEADER_BYTES + offset, length), offset)
  }

  close(): Promise<void> {
    return this.file.close()
  }

  /** The same way there and back. */
  #turn(bytes: Uint8Array, offset: number): Buffer {
    const block = (this.#start + BigInt(Math.floor(offset / COUNTER_BYTES))) % COUNTERS
    const counter = Buffer.from(block.toString(16).padStart(2 * COUNTER_BYTES, '0'), 'hex')
    const cipher = createCipheriv('aes-256-ctr', this.#key, counter)
    cipher.update(Buffer.alloc(offset % COUNTER_BYTES))
    return cipher.update(bytes)
  }
}

/** With its head from the first moment, whoever else makes it at the same time. */
async function createIfAbsent(path: string, key: LogKey): Promise<void> {
  const isThere = await stat(path).then(
    ({ size }) => size > 0,
    () => false,
  )
  if (isThere) return
  const beside = await createTemporary(path, key)
  try {
    await link(beside.path, path).catch(async (error: unknown) => {
      // One without a byte was cut off before it had its head, or is of a time when there was none.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      if ((await stat(path)).size === 0) await rename(beside.path, path)
    })
  } finally {
    await beside.file.close()
    await rm(beside.path, { force: true })
  }
}

/** One of an earlier version, which was not sealed. */
const plaintextCopy = (file: FileHandle): Pick<LogCopy, 'read'> => ({
  read: (offset, length) => readAt(file, offset, length),
})

/** Replaces a copy of an earlier version by one under today's key. */
async function reencrypt(path: string, key: LogKey, from: Pick<LogCopy, 'read'>): Promise<void> {
  await replaceAtomically(path, key, async (to) => {
    for (let at = 0; ; ) {
      const piece = await from.read(at, CHUNK_BYTES)
      if (piece.length === 0) return
      await to.write(piece, at)
      at += piece.length
    }
  })
}

async function replaceAtomically(
  path: string,
  key: LogKey,
  fill: (to: LogCopy) => Promise<void>,
): Promise<void> {
  const beside = await createTemporary(path, key)
  try {
    await fill(new EncryptedLogCopy(beside.file, key, beside.head))
    await rename(beside.path, path)
  } finally {
    await beside.file.close()
    await rm(beside.path, { force: true })
  }
}

/** What lies beside a copy until it takes its place says in its name whose it is; nobody's goes. */
async function removeAbandoned(path: string): Promise<void> {
  const names = await readdir(dirname(path)).catch(() => [])
  const beside = names.filter((name) => name.startsWith(`${basename(path)}.`))
  const left = beside.filter((name) => !isAlive(name.split('.')[1]?.replaceAll('_', ' ')))
  await Promise.all(left.map((name) => rm(join(dirname(path), name), { force: true })))
}

async function createTemporary(path: string, key: LogKey) {
  const counter = randomBytes(COUNTER_BYTES)
  const head = Buffer.concat([MAGICS[key.version], counter, keyCheck(counter, key.bytes)])
  const beside = `${path}.${currentProcess().replaceAll(' ', '_')}.${randomBytes(6).toString('hex')}`
  const file = await open(beside, 'wx+', 0o600)
  await file.write(head, 0, HEADER_BYTES, 0)
  return { path: beside, file, head }
}

/** Where counting begins. Throws `secrets-locked` where the key is another one. */
function readInitialCounter(head: Buffer, key: Buffer): bigint {
  const counter = head.subarray(MAGIC_BYTES, MAGIC_BYTES + COUNTER_BYTES)
  if (!head.subarray(MAGIC_BYTES + COUNTER_BYTES).equals(keyCheck(counter, key)))
    throw new RequestFailure('secrets-locked')
  return BigInt(`0x${counter.toString('hex')}`)
}

const keyCheck = (counter: Buffer, key: Buffer): Buffer =>
  createHmac('sha256', key).update(counter).digest().subarray(0, CHECK_BYTES)

async function readAt(file: FileHandle, offset: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length)
  const { bytesRead } = await file.read(buffer, 0, length, offset)
  return buffer.subarray(0, bytesRead)
}
