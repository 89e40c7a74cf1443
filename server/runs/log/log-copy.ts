/**
 * The local copy of a run's log. It may contain secrets, so it is encrypted: a copy of the data folder is unreadable.
 * AES-256 in counter mode allows random access. A header names the key version and verifies the key.
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

/** The key for logs and its version, which the header of a copy names. */
interface LogKey {
  version: KeyVersion
  bytes: Buffer
}

export interface LogCopy {
  write(bytes: Uint8Array, offset: number): Promise<void>
  /** Reads at most `length` bytes from `offset`; fewer at the end. */
  read(offset: number, length: number): Promise<Buffer>
  close(): Promise<void>
}

/**
 * Opens the copy at a path, or creates it. Each byte of the log has a fixed position, so two processes that follow the
 * same run write identical bytes and need no lock. Throws `secrets-locked` if it was encrypted under another key.
 */
export async function openLogCopy(path: string, vault: Vault): Promise<LogCopy> {
  const key = await logKey(vault, vault.keyVersion)
  await removeAbandoned(path)
  await createIfAbsent(path, key)
  const file = await open(path, 'r+')
  try {
    const header = await readAt(file, 0, HEADER_BYTES)
    const version = VERSIONS.find((candidate) => header.subarray(0, MAGIC_BYTES).equals(MAGICS[candidate]))
    const copy = version && new EncryptedLogCopy(file, await logKey(vault, version), header)
    if (copy && version >= vault.keyVersion) return copy
    await reencrypt(path, key, copy ?? plaintextCopy(file))
  } catch (error) {
    await file.close()
    throw error
  }
  await file.close()
  return openLogCopy(path, vault)
}

/** Length of the copied log in bytes; 0 without a copy. */
export async function logCopyBytes(path: string): Promise<number> {
  return stat(path).then(
    ({ size }) => Math.max(0, size - HEADER_BYTES),
    () => 0,
  )
}

/** Deletes a copy, and the temporary files of processes that died while writing it. */
export async function removeLogCopy(path: string): Promise<void> {
  await rm(path, { force: true })
  await removeAbandoned(path)
}

/** Replaces a copy atomically with the output of `rewrite`; an interrupted rewrite changes nothing. */
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
  readonly #initialCounter: bigint

  /** Throws `secrets-locked` if the header was written under another key. */
  constructor(
    private readonly file: FileHandle,
    key: LogKey,
    header: Buffer,
  ) {
    this.#key = key.bytes
    this.#initialCounter = readInitialCounter(header, key.bytes)
  }

  async write(bytes: Uint8Array, offset: number): Promise<void> {
    const sealed = this.#crypt(bytes, offset)
    // A nearly full disk may write only a part without an error.
    for (let done = 0; done < sealed.length; ) {
      const position = HEADER_BYTES + offset + done
      done += (await this.file.write(sealed, done, sealed.length - done, position)).bytesWritten
    }
  }

  async read(offset: number, length: number): Promise<Buffer> {
    return this.#crypt(await readAt(this.file, HEADER_BYTES + offset, length), offset)
  }

  close(): Promise<void> {
    return this.file.close()
  }

  /** Encrypts or decrypts: in counter mode both are the same operation. */
  #crypt(bytes: Uint8Array, offset: number): Buffer {
    const block = (this.#initialCounter + BigInt(Math.floor(offset / COUNTER_BYTES))) % COUNTERS
    const counter = Buffer.from(block.toString(16).padStart(2 * COUNTER_BYTES, '0'), 'hex')
    const cipher = createCipheriv('aes-256-ctr', this.#key, counter)
    cipher.update(Buffer.alloc(offset % COUNTER_BYTES))
    return cipher.update(bytes)
  }
}

/** Creates the copy together with its header, also if another process creates it at the same time. */
async function createIfAbsent(path: string, key: LogKey): Promise<void> {
  const exists = await stat(path).then(
    ({ size }) => size > 0,
    () => false,
  )
  if (exists) return
  const temporary = await createTemporary(path, key)
  try {
    await link(temporary.path, path).catch(async (error: unknown) => {
      // An empty file was interrupted before its header was written, or was created by a version without headers.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      if ((await stat(path)).size === 0) await rename(temporary.path, path)
    })
  } finally {
    await temporary.file.close()
    await rm(temporary.path, { force: true })
  }
}

/** A copy of an earlier version, which was not encrypted. */
const plaintextCopy = (file: FileHandle): Pick<LogCopy, 'read'> => ({
  read: (offset, length) => readAt(file, offset, length),
})

/** Re-encrypts a copy of an earlier version under the current key. */
async function reencrypt(path: string, key: LogKey, from: Pick<LogCopy, 'read'>): Promise<void> {
  await replaceAtomically(path, key, async (to) => {
    for (let at = 0; ; ) {
      const chunk = await from.read(at, CHUNK_BYTES)
      if (chunk.length === 0) return
      await to.write(chunk, at)
      at += chunk.length
    }
  })
}

async function replaceAtomically(
  path: string,
  key: LogKey,
  write: (to: LogCopy) => Promise<void>,
): Promise<void> {
  const temporary = await createTemporary(path, key)
  try {
    await write(new EncryptedLogCopy(temporary.file, key, temporary.header))
    await rename(temporary.path, path)
  } finally {
    await temporary.file.close()
    await rm(temporary.path, { force: true })
  }
}

/** Deletes temporary files whose owner process, which their names contain, no longer runs. */
async function removeAbandoned(path: string): Promise<void> {
  const names = await readdir(dirname(path)).catch(() => [])
  const temporary = names.filter((name) => name.startsWith(`${basename(path)}.`))
  const abandoned = temporary.filter((name) => !isAlive(name.split('.')[1]?.replaceAll('_', ' ')))
  await Promise.all(abandoned.map((name) => rm(join(dirname(path), name), { force: true })))
}

async function createTemporary(path: string, key: LogKey) {
  const counter = randomBytes(COUNTER_BYTES)
  const header = Buffer.concat([MAGICS[key.version], counter, keyCheck(counter, key.bytes)])
  const temporary = `${path}.${currentProcess().replaceAll(' ', '_')}.${randomBytes(6).toString('hex')}`
  const file = await open(temporary, 'wx+', 0o600)
  await file.write(header, 0, HEADER_BYTES, 0)
  return { path: temporary, file, header }
}

/** Reads the initial counter. Throws `secrets-locked` if the header was written under another key. */
function readInitialCounter(header: Buffer, key: Buffer): bigint {
  const counter = header.subarray(MAGIC_BYTES, MAGIC_BYTES + COUNTER_BYTES)
  if (!header.subarray(MAGIC_BYTES + COUNTER_BYTES).equals(keyCheck(counter, key)))
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
