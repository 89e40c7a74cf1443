/** Streams a tarball from a browser to the taskbox, without storing it on this machine. */
import { randomBytes } from 'node:crypto'
import { Readable } from 'node:stream'
import type { Engine } from '../engine'
import { tryDecodeURIComponent } from '../http/try-decode'
import type { Machine } from '../machine/machine'
import { quote } from '../machine/quote'
import { fileFailure } from '../machine/shell-files'
import { RequestFailure } from '../request-failure'
import { onTaskbox } from './on-taskbox'
import { refuseForeign } from './ownership'

const NAME = /^[A-Za-z0-9][\w.+-]{0,199}\.(tar\.gz|tgz)$/
/** An upload without progress for this long is aborted. */
const STALL_MS = 60_000
const STEP_MS = 20_000

const MIB = 1024 * 1024
/** Space that stays free on the taskbox's disk, for other programs. */
const SPARE_MIB = 512
/** Limit of a tarball's size: larger than any package with all its images. */
const MAX_MIB = 64 * 1024

/** Prints the upload folder, /opt for root (third-party software) or the user's home, and its free space. */
const UPLOAD_FOLDER = '[ "$(id -u)" = 0 ] && cd /opt 2>/dev/null || cd; pwd; df -Pk . | tail -n 1'

/** Stores a tarball on the draft's taskbox and returns its path. @param sentName the file name, percent-encoded */
export async function uploadTarball(
  engine: Engine,
  id: string,
  sentName: string,
  source: Readable,
  signal: AbortSignal,
): Promise<string> {
  const name = tryDecodeURIComponent(sentName)
  if (name === undefined) throw new RequestFailure('bad-request', { request: 'tarball', path: 'x-file-name' })
  return onTaskbox(engine, id, async (machine) => {
    const path = await receiveTarball(machine, name, source, signal)
    engine.uploads.add(machine, path)
    return path
  })
}

/**
 * The file name on the taskbox. Browsers name a second download `name (1).tar.gz`, so shell metacharacters become
 * dashes. Throws `tarball-broken` if the name is not that of a tarball.
 */
export function sanitizeFileName(originalName: string): string {
  const name = originalName
    .replace(/[^\w.+-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .replace(/(?<!-)-+\./g, '.')
  if (!NAME.test(name))
    throw new RequestFailure('tarball-broken', { tarball: originalName, reason: 'notGzip' })
  return name
}

/** The upload folder and its free space in MiB. */
export async function createUploadFolder(machine: Machine): Promise<{ folder: string; free: number }> {
  const { stdout } = await machine.exec(UPLOAD_FOLDER, { deadlineMs: STEP_MS })
  const [folder = '', disk = ''] = stdout.toString('utf8').trim().split('\n')
  return { folder, free: Math.floor(Number(disk.split(/\s+/)[3]) / 1024) }
}

/** Writes a temporary file and renames it when complete, replacing a file of the same name. Returns its path. */
export async function receiveTarball(
  machine: Machine,
  originalName: string,
  source: Readable,
  signal: AbortSignal,
): Promise<string> {
  const name = sanitizeFileName(originalName)
  const { folder, free } = await createUploadFolder(machine)
  await refuseForeign(machine, folder, 'shallow')
  const path = `${folder}/${name}`
  const part = `${folder}/.${name}.${randomBytes(6).toString('hex')}`
  try {
    await machine.upload(part, Readable.from(limitSize(source, originalName, free)), {
      mode: 0o600,
      stallMs: STALL_MS,
      signal,
    })
    const { code, stderr } = await machine.exec(`export LC_ALL=C; mv -f -- ${quote(part)} ${quote(path)}`, {
      deadlineMs: STEP_MS,
    })
    if (code !== 0) throw fileFailure('write', path, machine.label || 'local', stderr)
    return path
  } catch (error) {
    source.destroy()
    await machine.exec(`rm -f -- ${quote(part)}`, { deadlineMs: STEP_MS }).catch(() => undefined)
    throw error
  }
}

/** Throws `tarball-too-large` when the source exceeds the available space. @param free MiB on the taskbox's disk */
async function* limitSize(source: Readable, tarball: string, free: number): AsyncGenerator<Buffer> {
  const limit = Math.min(MAX_MIB, Math.max(0, free - SPARE_MIB))
  let bytes = 0
  for await (const chunk of source) {
    const buffer = Buffer.from(chunk)
    bytes += buffer.length
    if (bytes > limit * MIB)
      throw new RequestFailure('tarball-too-large', { tarball, needed: Math.ceil(bytes / MIB), free: limit })
    yield buffer
  }
}
