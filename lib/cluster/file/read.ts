/** Reads a cluster file (docs/cluster-file.md): parses YAML, validates keys and types, and converts it to a draft. */

import type { YamlNode } from '@/lib/yaml/tree'
import { type Draft, draft as draftSchema, SECRET_FIELDS } from '../draft/draft'
import { emptyDraft } from '../draft/empty-draft'
import { validateDraft } from '../draft/validate-draft'
import { type FieldPath, formatPath, type Problem } from '../problem'
import type { ReleaseOptions } from '../release-options'
import { error, truncate } from '../rules/create-problem'
import { type ClusterFileContent, clusterFile } from './schema'
import { isRecord, removeInvalid, toProblems } from './schema-issues'
import { type Reference, resolveReferences, type Unresolved } from './secret-references'
import { type DefaultsOf, type ParsedDraft, toDraft, type WaiverPath } from './to-draft'
import { lineAt, readYaml, Scalar } from './yaml'

/** In UTF-16 code units: more than two thousand hosts with private keys need. */
const MAX_FILE_LENGTH = 4_000_000
const VERSION = '2'
const FORMER_VERSION = '1'

export interface ClusterFile {
  /** All valid fields. Secrets given by reference are empty until `withResolvedReferences`. */
  draft: Draft
  /** Problems with syntax, version, keys and types. `validateClusterFile` adds those of the draft. */
  problems: Problem[]
  references: Reference[]
  /** The path in the file of each waiver of the draft. */
  waiverPaths: readonly WaiverPath[]
  /** The line of a path, or of its nearest parent in the file; from 1. */
  line(path: FieldPath): number | undefined
}

/** Problems that make the rest of the file unusable. */
const FATAL: ReadonlySet<Problem['code']> = new Set(['file-syntax', 'file-too-large', 'file-version'])

/**
 * Reads a cluster file. Never throws; see `problems`.
 * @param newId returns the id of a host row
 * @param defaultsOf the defaults of an installer; without, the initial values of a draft
 */
export function readClusterFile(
  source: string,
  newId: (index: number) => string = (index) => `h${index + 1}`,
  defaultsOf: DefaultsOf = () => undefined,
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
  // A file without a version is a problem of its own; its other problems are those of the version that it looks like.
  if (isMapping && !isCurrentVersion(rawContent.version)) readFormerInstaller(rawContent)
  if (!root || version?.fatal) return toEmptyFile([...problems, ...(version ? [version.problem] : [])], root)
  const { content, found } = parseContent(rawContent)
  const reading = toDraft(content, newId, defaultsOf)
  const all = [
    ...problems,
    ...(version ? [version.problem] : []),
    ...found,
    ...reading.problems,
    ...limitProblems(reading),
  ]
  return toClusterFile(root, reading, all)
}

/** All problems of a cluster file in line order: those of the file, and those of its draft that have another cause. */
export function validateClusterFile(
  file: ClusterFile,
  release: ReleaseOptions | undefined,
  checkIds: readonly string[],
): Problem[] {
  if (file.problems.some((problem) => isFatal(problem))) return file.problems
  const coveredPaths = new Set(file.problems.flatMap(({ path }) => coveredBy(path)))
  const draftProblems = validateDraft(file.draft, release, checkIds)
    .map((problem) => withLine(file, { ...problem, path: toFilePath(problem.path, file.waiverPaths) }))
    .filter((problem) => !isCovered(problem, coveredPaths))
  return [...file.problems, ...draftProblems].sort((one, other) => (one.line ?? 0) - (other.line ?? 0))
}

const SECRET_KEYS: ReadonlySet<string> = new Set([...SECRET_FIELDS, 'privateKeyFile'])

/** Keys of draft problems that a file problem at `path` causes: all below it, and for a secret, the missing login. */
function coveredBy(path: FieldPath): string[] {
  const secret = SECRET_KEYS.has(String(path.at(-1)))
  // An invalid role is dropped, which would also be reported as a missing role.
  if (path[0] === 'hosts' && path[2] === 'roles') return [formatPath(path.slice(0, 3))]
  return [formatPath(path), ...(secret ? [`login ${formatPath(path.slice(0, -1))}`] : [])]
}

function isCovered({ code, path }: Problem, coveredPaths: ReadonlySet<string>): boolean {
  if (code === 'login-missing' && coveredPaths.has(`login ${formatPath(path.slice(0, -1))}`)) return true
  return path.some((_, index) => coveredPaths.has(formatPath(path.slice(0, index + 1))))
}

/** Returns the file with its secret references resolved. Unresolved references become problems. */
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
  return toClusterFile(root, { draft: emptyDraft(), references: [], waiverPaths: [], problems: [] }, problems)
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

/** Keys that a file may have instead of those of the draft. */
const OTHER_KEYS: ReadonlyMap<unknown, string> = new Map([
  ['privateKey', 'privateKeyFile'],
  // Version 1.
  ['source', 'package'],
  ['version', 'release'],
])

/** Maps a path to the other key if the file uses that one. */
function toSourcePath(root: YamlNode | undefined, path: FieldPath): FieldPath {
  const key = OTHER_KEYS.get(path.at(-1))
  if (key === undefined) return path
  const other = [...path.slice(0, -1), key]
  return lineAt(root, path) === lineAt(root, path.slice(0, -1)) ? other : path
}

const isVersion = (value: unknown, version: string) => value instanceof Scalar && value.text === version
const isCurrentVersion = (value: unknown) => isVersion(value, VERSION)

/** Renames the keys of version 1, which had no `id`. Unknown keys stay, and are reported. */
function readFormerInstaller(content: Record<string, unknown>): void {
  const { installer } = content
  if (!isRecord(installer) || installer instanceof Scalar) return
  const { package: source, release: version, ...fields } = installer
  content.installer = {
    ...fields,
    ...(source !== undefined && { source }),
    ...(version !== undefined && { version }),
  }
}

/** Maps `waivers` to `accept`, where one entry can contain several waivers. */
function toFilePath(path: FieldPath, waiverPaths: readonly WaiverPath[]): FieldPath {
  const [part, index, field, ...rest] = path
  if (part !== 'waivers') return path
  const at = typeof index === 'number' ? waiverPaths[index] : undefined
  if (!at) return ['accept', ...path.slice(1)]
  if (field === 'host') return at.host
  return field === undefined ? at.entry : [...at.entry, field, ...rest]
}

function versionProblem(value: unknown): { problem: Problem; fatal: boolean } | undefined {
  if (isCurrentVersion(value) || isVersion(value, FORMER_VERSION)) return undefined
  const version = value instanceof Scalar ? truncate(value.text) : value === undefined ? 'none' : '?'
  return { problem: error('file-version', ['version'], { version }), fatal: value !== undefined }
}

function toWaiverEntry(entry: unknown): unknown {
  return entry instanceof Scalar ? { check: entry } : entry
}

/** Returns the valid part of the content, and problems with the rest. */
function parseContent(rawContent: unknown): { content: ClusterFileContent; found: Problem[] } {
  const first = clusterFile.safeParse(rawContent)
  if (first.success) return { content: first.data, found: [] }
  const { issues } = first.error
  const found = issues.flatMap((issue) => toProblems(issue, rawContent))
  const second = clusterFile.safeParse(removeInvalid(rawContent, issues))
  return { content: second.success ? second.data : {}, found }
}

/** Reports values that exceed the limits of the draft schema. */
function limitProblems({ draft, waiverPaths }: ParsedDraft): Problem[] {
  const parsed = draftSchema.safeParse(draft)
  if (parsed.success) return []
  return parsed.error.issues.flatMap((issue) => {
    if (issue.code !== 'too_big') return []
    const path = toFilePath(
      issue.path.map((part) => (typeof part === 'number' ? part : String(part))),
      waiverPaths,
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
