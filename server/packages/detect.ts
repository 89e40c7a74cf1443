/** Detects the release of an installer in a folder on the taskbox. */
import type { Cluster } from '@/lib/cluster/cluster'
import type { SourceFacts } from '@/lib/cluster/draft/draft'
import type { FoundPackage } from '@/lib/contract/socket'
import type { Detection, Installer, PackageFacts } from '@/lib/installers/installer'
import { installers as allInstallers, namedReleases } from '@/lib/installers/registry'
import type { Machine } from '../machine/machine'
import { RequestFailure } from '../request-failure'
import { refuseForeign } from './ownership'
import { readPackageFacts } from './package-facts'

/**
 * Detects the package in a folder. The returned path is absolute, without a trailing slash. Throws
 * `package-unreadable`, `package-none`, `package-untrusted` if other users could change the package, or
 * `package-unknown-release`. The user can trust the one and name the release of the other, in this order. Throws
 * `package-unsupported` for an installer whose releases cannot be named.
 * @param trusted skips the check for other users
 */
export async function detectPackage(
  machine: Machine,
  folder: string,
  installers: readonly Installer[],
  trusted = false,
): Promise<FoundPackage> {
  const facts = await factsOf(machine, folder, installers)
  const detection = detect(facts, installers)
  if (detection.result === 'incomplete') throw refusal(folder, detection)
  const [path = folder] = facts.folders
  if (!trusted) await refuseForeign(machine, path)
  if (detection.result !== 'recognized') throw refusal(folder, detection)
  return found(path, detection)
}

/**
 * Refuses a package of another release than the cluster's: its installer would not read the files that Taskbox writes.
 * A release that the user named with a reason is accepted. Throws `package-unreadable`, `package-none`,
 * `package-unknown-release`, `package-unsupported` or `package-other-release`; `package-changed` if the release is
 * described by facts that have changed.
 */
export async function refuseOtherRelease(
  machine: Machine,
  { source: folder, version: release, id, facts: known, releaseReason }: Cluster['installer'],
): Promise<void> {
  const detection = detect(await factsOf(machine, folder, allInstallers), allInstallers)
  if (detection.result === 'incomplete') throw refusal(folder, detection)
  if (releaseReason) return
  if (detection.result !== 'recognized') throw refusal(folder, detection)
  if (detection.release.installer !== id || detection.release.id !== release) {
    const facts = { folder, release, detected: detection.release.id }
    const evidence = detection.evidence.filter((row) => row.release === release && !row.matches)
    throw new RequestFailure('package-other-release', facts, { evidence })
  }
  const changed = changedFacts(known, detection.facts)
  if (changed.length > 0)
    throw new RequestFailure('package-changed', { folder, release, facts: changed.join(', ') })
}

/** The names of the facts that differ: a checkout can change without another version, such as by `git pull`. */
function changedFacts(known: SourceFacts = {}, found: SourceFacts = {}): string[] {
  return Object.keys(known).filter((name) => known[name]?.join('\n') !== found[name]?.join('\n'))
}

/** The result of the first installer that recognizes the package, else of the one that comes closest. */
export function detect(facts: PackageFacts, installers: readonly Installer[]): Detection {
  const detections = installers.map((installer) => installer.detect(facts))
  return (
    detections.find(({ result }) => result === 'recognized') ??
    detections.find(({ result }) => result !== 'incomplete') ?? { result: 'incomplete' }
  )
}

/** A recognized package, with the evidence that contradicts its release. */
export function found(folder: string, detection: Detection & { result: 'recognized' }): FoundPackage {
  const { release, facts, contradictions } = detection
  return {
    folder,
    installer: release.installer,
    release: release.id,
    ...(facts && { facts }),
    ...(contradictions.length > 0 && { contradictions }),
  }
}

/** The files that identify the source of each installer, for messages. */
export function expectedFiles(installers: readonly Installer[]): string {
  return installers.map(({ id, requiredFiles }) => `${id}: ${requiredFiles.join(', ')}`).join('; ')
}

async function factsOf(
  machine: Machine,
  folder: string,
  installers: readonly Installer[],
): Promise<PackageFacts> {
  const facts = (await readPackageFacts(machine, [folder], installers)).get(folder)
  if (!facts) throw new RequestFailure('package-unreadable', { folder })
  return facts
}

/** @param detection of a package that is not recognized */
export function refusal(
  folder: string,
  detection: Exclude<Detection, { result: 'recognized' }>,
): RequestFailure {
  if (detection.result === 'incomplete')
    return new RequestFailure('package-none', { folder, expected: expectedFiles(allInstallers) })
  const { evidence } = detection
  const isNamed = evidence.some(({ release }) => namedReleases.some(({ id }) => id === release))
  return isNamed
    ? new RequestFailure('package-unknown-release', unknownFacts(folder, detection), { evidence })
    : new RequestFailure('package-unsupported', { folder }, { evidence })
}

function unknownFacts(
  folder: string,
  { result, candidates }: { result: string; candidates: readonly { id: string }[] },
): Record<string, string> {
  const known = namedReleases.map(({ id }) => id).join(', ')
  return { folder, reason: result, candidates: candidates.map(({ id }) => id).join(', '), releases: known }
}
