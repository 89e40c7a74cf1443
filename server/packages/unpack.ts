/**
 * Unpacks a tarball on the taskbox: validates its listing, extracts it into a private folder, and renames the result to
 * its destination. Only a known release is extracted. A rejected or aborted tarball leaves no files.
 *
 * The destination is the tarball's own folder if no other user may write there. A tarball that other users could change
 * is unpacked only if it is trusted, and then into the upload folder: they could replace their own folder by a link.
 */
import { dirname, join } from 'node:path/posix'
import type { Installer } from '@/lib/installers/installer'
import type { PackageFailureReason } from '@/lib/installers/sources/package-failure'
import {
  LISTING_OPTIONS,
  TARBALL_LIMITS,
  type TarballRefusal,
  validateListing,
} from '@/lib/installers/sources/tarball'
import type { Machine } from '../machine/machine'
import { quote } from '../machine/quote'
import { fileFailure } from '../machine/shell-files'
import { RequestFailure } from '../request-failure'
import { detect, expectedFiles } from './detect'
import { foreignPaths, refuseForeign, untrusted } from './ownership'
import { readPackageFacts } from './package-facts'
import { createUploadFolder } from './upload'
import { makeWorkFolder, removeWorkFolder } from './work-folder'

export interface UnpackOptions {
  /** Progress in bytes of the tarball. It is read twice; each pass counts half. */
  onProgress?: (done: number, total: number) => void
  signal?: AbortSignal
  /** Unpack the tarball even if other users of the taskbox could change it. */
  trusted?: boolean
}

const STEP_MS = 30_000
/** Limit of a listing, which has about 100 bytes per entry. */
const MAX_LISTING_BYTES = 256 * 1024 * 1024
const LISTING_MS = 120_000
/** `ulimit -f` counts 512 bytes in POSIX, 1024 in bash. A few megabytes of empty entries list as gigabytes. */
const LISTING_BLOCKS = MAX_LISTING_BYTES / 512
/** 128 + SIGXFSZ: the listing exceeded the limit. */
const TOO_LONG = 128 + 25
const MIB = 1024 * 1024
/** A folder name that is not hidden and contains no control characters. */
const PLAIN_NAME = /^[\p{L}\p{N}]\P{C}*$/u

const NOT_FOUND = 66
const NO_TAR = 67
const CHANGED = 68

/**
 * Unpacks a tarball and returns the package's folder. Throws `not-found`, `conflict` (the folder exists),
 * `package-untrusted`, `tarball-unsafe`, `tarball-broken`, `tarball-too-large`, `tarball-too-many`, or a
 * MachineFailure.
 */
export async function unpackTarball(
  machine: Machine,
  tarball: string,
  installers: readonly Installer[],
  options: UnpackOptions = {},
): Promise<string> {
  if (!tarball.startsWith('/')) throw new RequestFailure('not-found', { what: 'tarball', id: tarball })
  const destination = await destinationFor(machine, tarball, options.trusted ?? false)
  const prepared = await createWorkFolder(machine, tarball, destination)
  try {
    return await new Unpacking(machine, tarball, prepared, installers, options).run()
  } finally {
    await removeWorkFolder(machine, prepared.work)
  }
}

/** The destination: a folder that no other user may write to. */
async function destinationFor(machine: Machine, tarball: string, trusted: boolean): Promise<string> {
  const foreign = (await foreignPaths(machine, [tarball])).get(tarball)
  if (!foreign) return dirname(tarball)
  if (!trusted) throw untrusted(tarball, foreign)
  const { folder } = await createUploadFolder(machine)
  await refuseForeign(machine, folder, 'shallow')
  return folder
}

interface Prepared {
  identity: string
  /** Size of the tarball in bytes. */
  size: number
  freeMib: number
  /** Parent folder of the package. */
  destination: string
  /** Private folder inside `destination`, so on the same file system. */
  work: string
}

/** Creates the private folder, and deletes abandoned ones of lost connections. */
async function createWorkFolder(machine: Machine, tarball: string, destination: string): Promise<Prepared> {
  const parent = quote(destination)
  const script = `export LC_ALL=C
command -v tar >/dev/null || exit ${NO_TAR}
[ -f ${quote(tarball)} ] || exit ${NOT_FOUND}
${printIdentity(tarball)} && df -Pk ${parent} | tail -n 1 || exit 1
${makeWorkFolder(destination, 'unpack')} && mkdir "$work/package" && echo "$work"`
  const { code, stdout, stderr } = await machine.exec(script, { deadlineMs: STEP_MS })
  if (code === NOT_FOUND) throw new RequestFailure('not-found', { what: 'tarball', id: tarball })
  if (code === NO_TAR) throw broken(tarball, 'noTar')
  if (code !== 0) throw fileFailure('write', destination, machine.label || 'local', stderr)
  const [identity = '', disk = '', work = ''] = stdout.toString('utf8').trim().split('\n')
  const size = Number(identity.split(' ')[0])
  return { identity, size, freeMib: Math.floor(Number(disk.split(/\s+/)[3]) / 1024), destination, work }
}

/** Prints size, identity and modification time of a file, which change when the file is replaced. */
const printIdentity = (path: string) => `stat -Lc '%s %d %i %Y' -- ${quote(path)}`

class Unpacking {
  constructor(
    private readonly machine: Machine,
    private readonly tarball: string,
    private readonly prepared: Prepared,
    private readonly installers: readonly Installer[],
    private readonly options: UnpackOptions,
  ) {}

  async run(): Promise<string> {
    const { work, destination } = this.prepared
    const list = ['tar', ...LISTING_OPTIONS.map(quote), '-'].join(' ')
    await this.#readTarball(`${list} <&3 >${quote(`${work}/listing`)}`, 0, `ulimit -f ${LISTING_BLOCKS};`)
    const folder = await this.#validate(`${work}/listing`)
    const target = join(destination, folder)
    await this.#assertAbsent(target)
    const into = quote(`${work}/package`)
    await this.#readTarball(
      `tar -xz --no-same-owner --no-same-permissions -C ${into} -f - <&3`,
      this.prepared.size / 2,
    )
    await this.#assertKnownRelease(`${work}/package/${folder}`, folder)
    await this.#moveTo(`${work}/package/${folder}`, target)
    return target
  }

  /**
   * Reads the tarball once. The program shares its file descriptor with the shell, which prints the descriptor's offset
   * as progress (man 5 proc, fdinfo).
   */
  async #readTarball(command: string, bytesBefore: number, limit = ''): Promise<void> {
    const { work, size } = this.prepared
    const errors = `${work}/errors`
    const script = `export LC_ALL=C; umask 022
work=${quote(work)}
exec 3<${quote(this.tarball)} || exit 1
{ ${limit} exec ${command}; } 2>${quote(errors)} &
trap 'kill $! 2>/dev/null; rm -rf -- "$work"; exit 1' HUP INT TERM PIPE
while kill -0 $! 2>/dev/null; do
  while read -r name value; do [ "$name" != pos: ] || echo "$value"; done </proc/$$/fdinfo/3
  sleep 0.2 2>/dev/null || sleep 1
done
wait $!`
    const onData = (chunk: Buffer) => {
      const position = Number(chunk.toString('latin1').trim().split('\n').at(-1))
      this.options.onProgress?.(Math.round(bytesBefore + Math.min(position, size) / 2), size)
    }
    const { signal } = this.options
    const code = await this.machine.stream(script, { onData, ...(signal ? { signal } : {}) })
    if (code === TOO_LONG)
      throw new RequestFailure('tarball-too-many', { tarball: this.tarball, limit: TARBALL_LIMITS.entries })
    if (code !== 0) throw await this.#failureOf(errors)
    this.options.onProgress?.(Math.round(bytesBefore + size / 2), size)
  }

  async #validate(listing: string): Promise<string> {
    const limits = { deadlineMs: LISTING_MS, maxBytes: MAX_LISTING_BYTES }
    const text = (await this.machine.readFile(listing, limits))?.toString('utf8') ?? ''
    const result = validateListing(text)
    if (!result.ok) throw refusal(this.tarball, result)
    this.#assertPackage(result.folder, result.files)
    const needed = Math.ceil(result.bytes / MIB)
    if (needed > this.prepared.freeMib) throw tooLarge(this.tarball, needed, this.prepared.freeMib)
    return result.folder
  }

  #assertPackage(folder: string, files: ReadonlySet<string>): void {
    const complete = this.installers.some(({ requiredFiles }) =>
      requiredFiles.every((path) => files.has(path)),
    )
    if (!complete) throw this.#noPackage(folder)
    if (!PLAIN_NAME.test(folder)) throw broken(this.tarball, 'unknownRelease', folder)
  }

  /** Detects the release before the package is moved to its destination. Deletes a package that is not recognized. */
  async #assertKnownRelease(at: string, folder: string): Promise<void> {
    const facts = (await readPackageFacts(this.machine, [at], this.installers)).get(at)
    const detection = facts ? detect(facts, this.installers) : undefined
    if (!detection || detection.result === 'incomplete') throw this.#noPackage(folder)
    if (detection.result === 'recognized') return
    const failure = { tarball: this.tarball, reason: 'unknownRelease', folder }
    throw new RequestFailure('tarball-broken', failure, { evidence: detection.evidence })
  }

  #noPackage(folder: string): RequestFailure {
    const expected = expectedFiles(this.installers)
    const facts = { tarball: this.tarball, reason: 'noPackage', folder, expected }
    return new RequestFailure('tarball-broken', facts)
  }

  async #assertAbsent(target: string): Promise<void> {
    const path = quote(target)
    const { code } = await this.#exec(`[ ! -e ${path} ] && [ ! -L ${path} ]`)
    if (code !== 0) throw new RequestFailure('conflict', { what: 'folder', folder: target })
  }

  /** Renames the folder, which is atomic on one file system. Removes setuid, setgid and others' write permission. */
  async #moveTo(from: string, target: string): Promise<void> {
    const [source, path] = [quote(from), quote(target)]
    const { code, stderr } = await this.#exec(`export LC_ALL=C
[ "$(${printIdentity(this.tarball)})" = ${quote(this.prepared.identity)} ] && [ -d ${source} ] && [ ! -L ${source} ] || exit ${CHANGED}
chmod -R ug-s,a-t,go-w -- ${source} && [ ! -e ${path} ] && mv -T -- ${source} ${path}`)
    if (code === CHANGED) throw broken(this.tarball, 'other')
    if (code !== 0) throw fileFailure('write', target, this.machine.label || 'local', stderr)
  }

  async #failureOf(errors: string): Promise<Error> {
    const stderr = (await this.machine.readFile(errors, { deadlineMs: STEP_MS })) ?? Buffer.alloc(0)
    const failure = fileFailure('write', this.prepared.destination, this.machine.label || 'local', stderr)
    if (failure.kind === 'disk-full') return failure
    const text = stderr.toString('utf8')
    if (/not in gzip format/.test(text)) return broken(this.tarball, 'notGzip')
    return broken(
      this.tarball,
      /unexpected end|unexpected EOF|crc error|invalid compressed/i.test(text) ? 'cutOff' : 'other',
    )
  }

  #exec(command: string) {
    return this.machine.exec(command, { deadlineMs: STEP_MS })
  }
}

function refusal(tarball: string, result: TarballRefusal): RequestFailure {
  switch (result.failure) {
    case 'tarball-unsafe':
      return new RequestFailure('tarball-unsafe', { tarball, reason: result.reason, entry: result.entry })
    case 'tarball-broken':
      return broken(tarball, result.reason)
    case 'tarball-too-large':
      return tooLarge(tarball, Math.ceil(result.bytes / MIB), Math.floor(result.limit / MIB))
    case 'tarball-too-many':
      return new RequestFailure('tarball-too-many', { tarball, limit: result.limit })
  }
}

function broken(
  tarball: string,
  reason: PackageFailureReason<'tarball-broken'>,
  folder?: string,
): RequestFailure {
  return new RequestFailure('tarball-broken', { tarball, reason, ...(folder !== undefined && { folder }) })
}

function tooLarge(tarball: string, needed: number, free: number): RequestFailure {
  return new RequestFailure('tarball-too-large', { tarball, needed, free })
}
