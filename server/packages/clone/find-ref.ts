/** Finds a tag or branch of a repository in the output of `git ls-remote`. */
import { isCommit, type RefKind } from '@/lib/installers/sources/repository'

export interface ResolvedRef {
  kind: RefKind
  /** What to fetch. */
  ref: string
  /** The commit, also of an annotated tag. */
  commit: string
}

const LINE = /^([0-9a-f]{40})\t(\S+)$/
/** `ls-remote` prints this line for an annotated tag: the commit that it refers to. */
const PEELED = '^{}'

/** The arguments of `ls-remote`; empty for a commit, which needs no lookup. */
export function refPatterns(ref: string): string[] {
  if (isCommit(ref)) return []
  const tag = `refs/tags/${ref}`
  return ['HEAD', tag, `${tag}${PEELED}`, `refs/heads/${ref}`, `refs/tags/${similarName(ref)}`]
}

/** `similar`: the tag that has a `v` more or less. `isEmpty`: there are no references, as in a web page. */
export interface FoundRef {
  found?: ResolvedRef
  similar?: string
  isEmpty?: boolean
}

/** Finds the reference. A tag is preferred to a branch of the same name. */
export function findRef(ref: string, output: string): FoundRef {
  if (isCommit(ref)) return { found: { kind: 'commit', ref, commit: ref } }
  const commits = parseReferences(output)
  for (const [kind, name] of [
    ['tag', `refs/tags/${ref}`],
    ['branch', `refs/heads/${ref}`],
  ] as const) {
    const commit = commits.get(`${name}${PEELED}`) ?? commits.get(name)
    if (commit !== undefined) return { found: { kind, ref: name, commit } }
  }
  const similar = similarName(ref)
  if (commits.has(`refs/tags/${similar}`)) return { similar }
  return { isEmpty: commits.size === 0 }
}

function parseReferences(output: string): Map<string, string> {
  const commits = new Map<string, string>()
  for (const line of output.split('\n')) {
    const [, commit, name] = LINE.exec(line) ?? []
    if (commit !== undefined && name !== undefined) commits.set(name, commit)
  }
  return commits
}

const similarName = (ref: string): string => (ref.startsWith('v') ? ref.slice(1) : `v${ref}`)
