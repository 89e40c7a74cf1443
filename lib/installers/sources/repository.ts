/** The address of a git repository, and which of its versions to clone. */
import type { PackageFailureReason } from './package-failure'

export interface Repository {
  /** Without credentials. */
  url: string
  /** The host name, without the port. */
  host: string
  /** The last part of the path without `.git`, such as `kubespray`. */
  name: string
  /** A tag, a branch, or the 40 digits of a commit. */
  ref: string
}

export type RefKind = 'tag' | 'branch' | 'commit'

type Problem = PackageFailureReason<'repository-refused'>

const NAME = /^[A-Za-z0-9][\w.-]{0,99}$/
const REF = /^[A-Za-z0-9][\w./+-]{0,199}$/
const COMMIT = /^[0-9a-f]{40}$/
/** The form `git@host:path` of SSH, which is not a URL. */
const SCP_FORM = /^[\w.-]+@[\w.-]+:/
const MAX_URL_LENGTH = 2000

export const isCommit = (ref: string): boolean => COMMIT.test(ref)

/**
 * Parses what the user entered. Only https is allowed: other protocols run programs or are not encrypted. Credentials
 * are refused, since the address is stored and shown; a query may contain some as well.
 * @param protocols as in `URL.protocol`; other than https only in tests
 */
export function parseRepository(
  text: string,
  ref: string,
  protocols: readonly string[] = ['https:'],
): { ok: true; repository: Repository } | { ok: false; problem: Problem } {
  const url = parseUrl(text.trim(), protocols)
  if (typeof url === 'string') return { ok: false, problem: url }
  const name = lastPart(url.pathname)
  if (!NAME.test(name)) return { ok: false, problem: 'url' }
  if (!isRef(ref.trim())) return { ok: false, problem: 'ref' }
  return { ok: true, repository: { url: url.href, host: url.hostname, name, ref: ref.trim() } }
}

function parseUrl(text: string, protocols: readonly string[]): URL | Problem {
  if (SCP_FORM.test(text)) return 'scheme'
  if (text.length > MAX_URL_LENGTH || !URL.canParse(text)) return 'url'
  const url = new URL(text)
  if (!protocols.includes(url.protocol)) return 'scheme'
  if (url.username !== '' || url.password !== '') return 'credentials'
  if (url.search !== '' || url.hash !== '' || /[\s\\]/.test(text)) return 'url'
  return url
}

function lastPart(path: string): string {
  const part = path.split('/').findLast((one) => one !== '') ?? ''
  return part.endsWith('.git') ? part.slice(0, -'.git'.length) : part
}

/** A subset of the names that git allows (git-check-ref-format): none is an option, a pattern or a range. */
function isRef(text: string): boolean {
  const parts = text.split('/')
  return (
    REF.test(text) &&
    !text.includes('..') &&
    parts.every((part) => part !== '' && !part.startsWith('.') && !part.endsWith('.lock')) &&
    !text.endsWith('.')
  )
}

/**
 * The name of the folder of a clone. A tag does not move, so its name identifies the commit; a branch does, so the
 * commit is added.
 */
export function cloneFolderName({ name, ref }: Repository, kind: RefKind, commit: string): string {
  const short = commit.slice(0, 12)
  if (kind === 'commit') return `${name}-${short}`
  const readable = `${name}-${ref.replaceAll('/', '-')}`
  return kind === 'tag' ? readable : `${readable}-${short}`
}

/** What git does during a clone. `preparing`: the server counts and compresses. */
export type ClonePhase = 'connecting' | 'preparing' | 'receiving' | 'checkingOut'
