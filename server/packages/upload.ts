/** Takes a tarball from a browser and streams it to the taskbox, not keeping it here. */
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
/** No byte for this long, and the upload is given up. */
const STALL_MS = 60_000
const STEP_MS = 20_000

const MIB = 1024 * 1024
/** Left free on the taskbox's disk, which other programs write to as well. */
const SPARE_MIB = 512
/** Larger than any package with all its images. */
const MOST_MIB = 64 * 1024

/** Root's packages go where software that is no distribution's goes; anybody else's home is his own. And what is free there. */
const PLACE = '[ "$(id -u)" = 0 ] && cd /opt 2>/dev/null || cd; pwd; df -Pk . | tail -n 1'

/** The tarball's path on the taskbox that the draft names. @param sentName percent-encoded */
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
 * The name under which a file is kept. Browsers call a second download `name (1).tar.gz`: what a shell would read
 * otherwise becomes a dash. Throws `tarball-broken` for what is none by its name.
 */
export function keptName(given: string): string {
  const name = given
    .replace(/[^\w.+-]+/g, '-')
    .replace(/^[^A-Za-z0-9]+/, '')
    .replace(/(?<!-)-+\./g, '.')
  if (!NAME.test(name)) throw new RequestFailure('tarball-broken', { tarball: given, reason: 'notGzip' })
  return name
}

/** Where uploads go, and how many MiB are free there. */
export async function uploadPlace(machine: Machine): Promise<{ folder: string; free: number }> {
  const { stdout } = await machine.exec(PLACE, { deadlineMs: STEP_MS })
  const [folder = '', disk = ''] = stdout.toString('utf8').trim().split('\n')
  return { folder, free: Math.floor(Number(disk.split(/\s+/)[3]) / 1024) }
}

/** Written beside and renamed when whole; one of the same name that is there already gives way. */
export async function receiveTarball(
  machine: Machine,
  given: string,
  source: Readable,
  signal: AbortSignal,
): Promise<string> {
  const name = keptName(given)
  const { folder: place, free } = await uploadPlace(machine)
  await refuseForeign(machine, place, 'shallow')
  const path = `${place}/${name}`
  const part = `${place}/.${name}.${randomBytes(6).toString('hex')}`
  try {
    await machine.upload(part, Readable.from(bounded(source, given, free)), {
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

/** Throws `tarball-too-large` once more came than there is room for. @param free MiB on the taskbox's disk */
async function* bounded(source: Readable, tarball: string, free: number): AsyncGenerator<Buffer> {
  const most = Math.min(MOST_MIB, Math.max(0, free - SPARE_MIB))
  let bytes = 0
  for await (const chunk of source) {
    const piece = Buffer.from(chunk)
    bytes += piece.length
    if (bytes > most * MIB)
      throw new RequestFailure('tarball-too-large', { tarball, needed: Math.ceil(bytes / MIB), free: most })
    yield piece
  }
}
