/** Reading a cluster file (docs/cluster-file.md): YAML, then keys and types, then a draft; the rules judge that. */
import type { Release } from '@/lib/installers/installer'
import type { YamlNode } from '@/lib/yaml/tree'
import { emptyDraft } from '../defaults'
import { type Draft, draft as draftSchema, SECRET_FIELDS } from '../draft'
import { type FieldPath, formatPath, type Problem } from '../problem'
import { error, truncate } from '../rules/create-problem'
import { validateDraft as judgeDraft } from '../validate-draft'
import { type ClusterFileContent, clusterFile } from './schema'
import { isRecord, removeInvalid, toProblems } from './schema-issues'
import { type Reference, resolveReferences, type Unresolved } from './secret-references'
import { type ParsedDraft, toDraft, type WaiverPath } from './to-draft'
import { lineAt, readYaml, Scalar } from './yaml'

/** More than two thousand hosts with their keys; what is longer is no cluster file. */
const MAX_FILE_LENGTH = 4_000_000
const VERSION = '1'

export interface ClusterFile {
  /** What could be read; secrets that are references are empty in it until `withReferences`. */
  draft: Draft
  /** Of the file alone: syntax, version, keys, types. `judgeClusterFile` adds the rules'. */
  problems: Problem[]
  references: Reference[]
  /** Where in the file each waiver of the draft stands. */
  accepted: readonly WaiverPath[]
  /** The line that a path of the file stands in, or the nearest around it, from 1. */
  line(path: FieldPath): number | undefined
}

/** Problems after which the rest of a file means nothing. */
const FATAL: ReadonlySet<Problem['code']> = new Set(['file-syntax', 'file-too-large', 'file-version'])

/** Reads a cluster file. Rows get the ids `h1`, `h2`, … unless told otherwise. */
export function readClusterFile(
  source: string,
  newId: (index: number) => string = (index) => `h${index + 1}`,
): ClusterFile {
  const text = source.startsWith('\ufeff') ? source.slice(1) : source
  if (text.length > MAX_FILE_LENGTH)
    return toEmptyFile(
      [error('file-too-large', [], { size: text.length, limit: MAX_FILE_LENGTH })],
      undefined,
    )
  const { root, content: rawContent, problems } = readYaml(text)
  if (isRecord(rawContent) && Array.isArray(rawContent.accept))
    rawContent.accept = rawContent.accept.map(toWaiverEntry)
  const isMapping = isRecord(rawContent) && !(rawContent instanceof Scalar)
  const version = isMapping ? versionProblem(rawContent.version) : undefined
  if (!root || version?.fatal) return toEmptyFile([...problems, ...(version ? [version.problem] : [])], root)
  const { content, found } = parseContent(rawContent)
  const reading = toDraft(content, newId)
  const all = [
    ...problems,
    ...(version ? [version.problem] : []),
    ...found,
    ...reading.problems,
    ...limitProblems(reading),
  ]
  return toClusterFile(root, reading, all)
}

/**
 * Everything that is wrong with a cluster file, by line: what the file itself has, and what the rules say of its draft
 * where that is not about the same.
 */
export function validateClusterFile(file: ClusterFile, release: Release | undefined): Problem[] {
  if (file.problems.some((problem) => isFatal(problem))) return file.problems
  const coveredPaths = new Set(file.problems.flatMap(({ path }) => coveredBy(path)))
  const draftProblems = judgeDraft(file.draft, release)
    .map((problem) => withLine(file, { ...problem, path: toFilePath(problem.path, file.accepted) }))
    .filter((problem) => !isCovered(problem, coveredPaths))
  return [...file.problems, ...draftProblems].sort((one, other) => (one.line ?? 0) - (other.line ?? 0))
}

const SECRET_KEYS: ReadonlySet<string> = new Set([...SECRET_FIELDS, 'privateKeyFile'])

/** What a problem of the file at `path` makes needless to say: all below, and where it is a secret, that there is none. */
function coveredBy(path: FieldPath): string[] {
  const secret = SECRET_KEYS.has(String(path.at(-1)))
  // A word that is no role is left out; that the host lacks a role then is no news.
  if (path[0] === 'hosts' && path[2] === 'roles') return [formatPath(path.slice(0, 3))]
  return [formatPath(path), ...(secret ? [`login ${formatPath(path.slice(0, -1))}`] : [])]
}

function isCovered({ code, path }: Problem, coveredPaths: ReadonlySet<string>): boolean {
  if (code === 'login-missing' && coveredPaths.has(`login ${formatPath(path.slice(0, -1))}`)) return true
  return path.some((_, index) => coveredPaths.has(formatPath(path.slice(0, index + 1))))
}

/** The file with its references filled in; those that are not there become problems of it. */
export function withResolvedReferences(
  file: ClusterFile,
  values: (reference: Reference) => string | Unresolved,
): ClusterFile {
  const { draft, problems } = resolveReferences(file.draft, file.references, values)
  return {
    ...file,
    draft,
    problems: [...file.problems, ...problems.map((problem) => withLine(file, problem))],
  }
}

function isFatal({ code, facts }: Problem): boolean {
  return FATAL.has(code) && facts.version !== 'none'
}

function toEmptyFile(problems: Problem[], root: YamlNode | undefined): ClusterFile {
  return toClusterFile(root, { draft: emptyDraft(), references: [], accepted: [], problems: [] }, problems)
}

function toClusterFile(root: YamlNode | undefined, reading: ParsedDraft, problems: Problem[]): ClusterFile {
  const line = (path: FieldPath) => lineAt(root, toSourcePath(root, path))
  const file = { ...reading, problems: [] as Problem[], line }
  return { ...file, problems: problems.map((problem) => withLine(file, problem)) }
}

function withLine(file: Pick<ClusterFile, 'line'>, problem: Problem): Problem {
  const line = problem.line ?? file.line(problem.path)
  return line === undefined ? problem : { ...problem, line }
}

/** A key that comes from a file stands at `privateKeyFile`. */
function toSourcePath(root: YamlNode | undefined, path: FieldPath): FieldPath {
  if (path.at(-1) !== 'privateKey') return path
  const other = [...path.slice(0, -1), 'privateKeyFile']
  return lineAt(root, path) === lineAt(root, path.slice(0, -1)) ? other : path
}

/** The file's word for waivers is `accept`, and one entry of it may be several. */
function toFilePath(path: FieldPath, waiverPaths: readonly WaiverPath[]): FieldPath {
  const [part, index, field, ...rest] = path
  if (part !== 'waivers') return path
  const at = typeof index === 'number' ? waiverPaths[index] : undefined
  if (!at) return ['accept', ...path.slice(1)]
  if (field === 'host') return at.host
  return field === undefined ? at.entry : [...at.entry, field, ...rest]
}

function versionProblem(given: unknown): { problem: Problem; fatal: boolean } | undefined {
  if (given instanceof Scalar && given.text === VERSION) return undefined
  const version = given instanceof Scalar ? truncate(given.text) : given === undefined ? 'none' : '?'
  return { problem: error('file-version', ['version'], { version }), fatal: given !== undefined }
}

function toWaiverEntry(entry: unknown): unknown {
  return entry instanceof Scalar ? { check: entry } : entry
}

/** The content that keys and types leave over, with everything that was wrong. */
function parseContent(plain: unknown): { content: ClusterFileContent; found: Problem[] } {
  const first = clusterFile.safeParse(plain)
  if (first.success) return { content: first.data, found: [] }
  const { issues } = first.error
  const found = issues.flatMap((issue) => toProblems(issue, plain))
  const second = clusterFile.safeParse(removeInvalid(plain, issues))
  return { content: second.success ? second.data : {}, found }
}

/** What a draft cannot hold: `draft` has the limits. */
function limitProblems({ draft, accepted }: ParsedDraft): Problem[] {
  const parsed = draftSchema.safeParse(draft)
  if (parsed.success) return []
  return parsed.error.issues.flatMap((issue) => {
    if (issue.code !== 'too_big') return []
    const path = toFilePath(
      issue.path.map((part) => (typeof part === 'number' ? part : String(part))),
      accepted,
    )
    const limit = Number(issue.maximum)
    return issue.origin === 'array'
      ? [
          error('too-many', path, {
            limit,
            count: path[0] === 'hosts' ? draft.hosts.length : draft.waivers.length,
          }),
        ]
      : [error('too-long', path, { limit, length: limit + 1 })]
  })
}
