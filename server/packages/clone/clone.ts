/**
 * Clones one version of an installer's repository on the taskbox. It is fetched into a private folder, and renamed to
 * its destination only if it is a known release. A refused, failed or stopped clone leaves no files.
 */
import { basename, join } from 'node:path/posix'
import type { Installer } from '@/lib/installers/installer'
import { cloneFolderName, type RefKind, type Repository } from '@/lib/installers/sources/repository'
import type { Machine } from '../../machine/machine'
import { quote } from '../../machine/quote'
import { fileFailure } from '../../machine/shell-files'
import { refuseForeign } from '../ownership'
import { createUploadFolder } from '../upload'
import { makeWorkFolder, removeWorkFolder } from '../work-folder'
import { checkOutScript, fetchedCommit, fetchScript, TOO_LARGE } from './fetch-script'
import { findRef, type ResolvedRef, refPatterns } from './find-ref'
import { gitCommand, gitEnvironment, runGit, Stalled } from './git'
import { cloneFailure, gitFailure } from './git-failure'
import { type CloneProgress, progressParser } from './git-progress'
import { refuseUnknownClone } from './refuse-unknown'

export interface CloneOptions {
  onProgress?: (progress: CloneProgress) => void
  signal?: AbortSignal
  /** Git without output for this long fails. */
  stallMs?: number
  /** Limit of what is received, and of the files. */
  maxBytes?: number
  /** As in `GIT_ALLOW_PROTOCOL`; other than https only in tests. */
  protocols?: readonly string[]
}

export interface Clone {
  folder: string
  /** 40 digits. */
  commit: string
}

const STEP_MS = 30_000
const STALL_MS = 60_000
/** Writing files prints no progress. */
const CHECKOUT_MS = 10 * 60_000
const MIB = 2 ** 20
const MAX_BYTES = 2048 * MIB
const NO_GIT = 67
const ABSENT = 66

/**
 * Clones into the upload folder and returns the folder, named after the repository and the reference. A clone of the
 * same commit that exists there is returned. Throws `clone-failed`, `package-untrusted` (other users could change the
 * destination), or a MachineFailure.
 */
export async function cloneRepository(
  machine: Machine,
  repository: Repository,
  installers: readonly Installer[],
  options: CloneOptions = {},
): Promise<Clone> {
  const { folder } = await createUploadFolder(machine)
  await refuseForeign(machine, folder, 'shallow')
  const script = `export LC_ALL=C
command -v git >/dev/null || exit ${NO_GIT}
${makeWorkFolder(folder, 'clone')} && echo "$work"`
  const { code, stdout, stderr } = await machine.exec(script, { deadlineMs: STEP_MS })
  if (code === NO_GIT) throw cloneFailure(repository, 'noGit')
  if (code !== 0) throw fileFailure('write', folder, machine.label || 'local', stderr)
  const work = stdout.toString('utf8').trim()
  try {
    return await new Cloning(machine, repository, installers, { folder, work }, options).run()
  } catch (error) {
    const seconds = (options.stallMs ?? STALL_MS) / 1000
    throw error instanceof Stalled ? cloneFailure(repository, 'stalled', { seconds }) : error
  } finally {
    await removeWorkFolder(machine, work)
  }
}

class Cloning {
  readonly #environment: string
  readonly #maxBytes: number

  constructor(
    private readonly machine: Machine,
    private readonly repository: Repository,
    private readonly installers: readonly Installer[],
    /** The parent of the clone, and the private folder in it. */
    private readonly folders: { folder: string; work: string },
    private readonly options: CloneOptions,
  ) {
    this.#environment = gitEnvironment(options.protocols ?? ['https'])
    this.#maxBytes = options.maxBytes ?? MAX_BYTES
  }

  async run(): Promise<Clone> {
    const { url } = this.repository
    this.options.onProgress?.({ phase: 'connecting' })
    const { kind, ref, commit: expected } = await this.#resolve()
    const existing = this.#clone(kind, expected)
    if (await this.#exists(existing)) return existing
    const at = join(this.folders.work, basename(existing.folder))
    const limits = { at, work: this.folders.work, maxBytes: this.#maxBytes }
    const commit = fetchedCommit(await this.#git(fetchScript({ url, ref }, limits)))
    this.options.onProgress?.({ phase: 'checkingOut' })
    await this.#git(checkOutScript({ url, commit }, limits), CHECKOUT_MS)
    await refuseUnknownClone(this.machine, at, this.repository, this.installers)
    return this.#moveToDestination(at, this.#clone(kind, commit))
  }

  #clone(kind: RefKind, commit: string): Clone {
    return { folder: join(this.folders.folder, cloneFolderName(this.repository, kind, commit)), commit }
  }

  async #resolve(): Promise<ResolvedRef> {
    const { url, ref } = this.repository
    const patterns = refPatterns(ref)
    const output = patterns.length > 0 ? await this.#git(gitCommand('ls-remote', '--', url, ...patterns)) : ''
    const { found, similar = 'none', isEmpty } = findRef(ref, output)
    if (found) return found
    throw isEmpty
      ? cloneFailure(this.repository, 'notGit')
      : cloneFailure(this.repository, 'ref', { similar })
  }

  /** Whether the clone exists already. Throws `exists` if its path has other contents. */
  async #exists({ folder, commit }: Clone): Promise<boolean> {
    const path = quote(folder)
    const script = `[ -e ${path} ] || [ -L ${path} ] || exit ${ABSENT}; head -c 64 -- ${path}/.git/HEAD`
    const { code, stdout } = await this.machine.exec(script, { deadlineMs: STEP_MS, idempotent: true })
    if (code === ABSENT) return false
    if (stdout.toString('latin1').trim() !== commit) throw cloneFailure(this.repository, 'exists', { folder })
    await refuseForeign(this.machine, folder)
    return true
  }

  /** Renames the folder, which is atomic on one file system. Another clone of the commit may have been faster. */
  async #moveToDestination(at: string, clone: Clone): Promise<Clone> {
    const [source, path] = [quote(at), quote(clone.folder)]
    const script = `export LC_ALL=C; [ ! -e ${path} ] && [ ! -L ${path} ] && mv -T -- ${source} ${path}`
    const { code, stderr } = await this.machine.exec(script, { deadlineMs: STEP_MS })
    if (code === 0 || (await this.#exists(clone))) return clone
    throw fileFailure('write', clone.folder, this.machine.label || 'local', stderr)
  }

  async #git(script: string, stallMs = this.options.stallMs ?? STALL_MS): Promise<string> {
    const { signal, onProgress = () => undefined } = this.options
    const options = { stallMs, signal, onOutput: progressParser(onProgress) }
    const { code, output } = await runGit(this.machine, this.#environment + script, options)
    if (code !== 0) throw this.#failureOf(code, output)
    return output
  }

  #failureOf(code: number, output: string): Error {
    // A signal ends the program that exceeds `ulimit`.
    if (code === TOO_LARGE || /died of signal 25|File too large|File size limit/.test(output))
      return cloneFailure(this.repository, 'tooLarge', { limit: Math.floor(this.#maxBytes / MIB) })
    const machine = this.machine.label || 'local'
    return gitFailure(this.repository, output, { machine, folder: this.folders.folder })
  }
}
