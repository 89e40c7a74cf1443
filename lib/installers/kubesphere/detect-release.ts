/**
 * Detects the release of a KubeSphere package by its files and their content. The package has no version file, so each
 * release names its evidence (`releases/`). The folder's name is a hint: it decides only between releases whose evidence
 * is complete, and is reported if it contradicts the files.
 */

import type { Detection, DetectionSources, PackageFacts } from '../installer'
import { type EvidenceRow, toRowValue } from '../sources/evidence'
import { namesOf, presentName } from './file-names'
import type { Evidence, KubesphereRelease } from './release'
import { kubesphereReleases } from './releases/index'

/** Files in every release of the package (guide, step 2). */
export const REQUIRED_FILES = ['scripts/install.sh', 'conf/hosts.ini'] as const

const ALL_EVIDENCE = kubesphereReleases.flatMap(({ evidence: { required, anyOf, distinguishing } }) => [
  ...required,
  ...anyOf,
  ...distinguishing,
])

export const DETECTION_SOURCES: DetectionSources = {
  files: [...new Set(ALL_EVIDENCE.flatMap(({ path }) => namesOf(path)))],
  keys: keysByFile(),
}

function keysByFile(): Map<string, string[]> {
  const keys = new Map<string, string[]>()
  for (const evidence of ALL_EVIDENCE) {
    if (evidence.kind === 'file') continue
    for (const path of namesOf(evidence.path))
      keys.set(path, [...new Set([...(keys.get(path) ?? []), evidence.key])])
  }
  return keys
}

export function detectRelease(facts: PackageFacts): Detection {
  if (!REQUIRED_FILES.every((path) => facts.files.has(path))) return { result: 'incomplete' }
  const evidence = kubesphereReleases.flatMap((release) => rowsOf(release, facts))
  const candidates = kubesphereReleases.filter((release) => fits(release, facts))
  const release = decide(candidates, facts)
  if (release) {
    const contradictions = contradictionsOf(release, facts)
    return { result: 'recognized', release, contradictions, evidence }
  }
  return { result: candidates.length > 0 ? 'ambiguous' : 'unrecognized', candidates, evidence }
}

function fits({ evidence: { required, anyOf } }: KubesphereRelease, facts: PackageFacts): boolean {
  const holds = (one: Evidence) => toRow('', one, facts).matches
  return required.every(holds) && (anyOf.length === 0 || anyOf.some(holds))
}

/** Narrows down the matching releases by distinguishing evidence, then by the folder's name. */
function decide(
  candidates: readonly KubesphereRelease[],
  facts: PackageFacts,
): KubesphereRelease | undefined {
  let left = candidates
  const steps = Math.max(0, ...candidates.map(({ evidence }) => evidence.distinguishing.length))
  for (let step = 0; step < steps && left.length > 1; step += 1)
    left = narrowed(left, (release) => isPositive(release.evidence.distinguishing[step], facts))
  if (left.length > 1) left = narrowed(left, (release) => isNamed(release, facts))
  return left.length === 1 ? left[0] : undefined
}

/** The releases with the property, or all of them if no release has it. */
function narrowed(
  releases: readonly KubesphereRelease[],
  has: (release: KubesphereRelease) => boolean,
): readonly KubesphereRelease[] {
  const some = releases.filter(has)
  return some.length > 0 ? some : releases
}

/** Whether evidence was found. A missing key proves nothing, even if it is optional. */
function isPositive(evidence: Evidence | undefined, facts: PackageFacts): boolean {
  if (!evidence) return false
  const row = toRow('', evidence, facts)
  return row.matches && row.found !== 'absent'
}

function isNamed({ evidence }: KubesphereRelease, facts: PackageFacts): boolean {
  return facts.folders.some((folder) => evidence.folderName.test(nameOf(folder)))
}

const nameOf = (folder: string) => folder.split('/').findLast((part) => part !== '') ?? ''

/** Evidence for another release: a value that was found, or the folder's name. */
function contradictionsOf(release: KubesphereRelease, facts: PackageFacts): EvidenceRow[] {
  const values = release.evidence.distinguishing
    .map((one) => toRow(release.id, one, facts))
    .filter(({ matches }) => !matches)
  const others = kubesphereReleases.filter((other) => other !== release && isNamed(other, facts))
  return [...values, ...(others.length > 0 && !isNamed(release, facts) ? [nameRow(release, facts)] : [])]
}

/** All evidence of the release, the folder's name last. */
function rowsOf(release: KubesphereRelease, facts: PackageFacts): EvidenceRow[] {
  const { required, anyOf, distinguishing } = release.evidence
  const rows = [...required, ...anyOf, ...distinguishing].map((one) => toRow(release.id, one, facts))
  // A missing optional key proves nothing.
  return [
    ...rows.filter(({ matches, found, wanted }) => !(matches && found === 'absent' && wanted === 'value')),
    nameRow(release, facts),
  ]
}

function nameRow(release: KubesphereRelease, facts: PackageFacts): EvidenceRow {
  const named = facts.folders.find((folder) => release.evidence.folderName.test(nameOf(folder)))
  const name = toRowValue(nameOf(named ?? facts.folders[0] ?? ''))
  return {
    ...{ release: release.id, kind: 'name', path: name, key: '' },
    ...{ wanted: 'value', values: [release.folder], found: 'value', value: name },
    matches: named !== undefined,
  }
}

function toRow(release: string, evidence: Evidence, facts: PackageFacts): EvidenceRow {
  const path = presentName(evidence.path, (name) => facts.files.has(name))
  const row = { release, kind: evidence.kind, path, key: '', values: [], value: '' }
  if (evidence.kind === 'file') {
    const present = facts.files.has(path)
    return { ...row, ...presence(evidence.present, present) }
  }
  const keys = facts.keys.get(path)
  const { key } = evidence
  if (evidence.kind === 'key') return { ...row, key, ...presence(evidence.present, keys?.has(key) ?? false) }
  const value = keys?.get(key)
  const values = [...evidence.values]
  const wanted = 'value' as const
  if (value === undefined)
    return { ...row, key, values, wanted, found: 'absent', matches: evidence.optional === true }
  const matches = values.some((one) => isMatch(value, one))
  return { ...row, key, values, wanted, found: 'value', value: toRowValue(value), matches }
}

function presence(wanted: boolean, found: boolean): Pick<EvidenceRow, 'wanted' | 'found' | 'matches'> {
  const word = (present: boolean) => (present ? 'present' : 'absent')
  return { wanted: word(wanted), found: word(found), matches: wanted === found }
}

function isMatch(value: string, wanted: string): boolean {
  return wanted.endsWith('*') ? value.startsWith(wanted.slice(0, -1)) : value === wanted
}
