import type { WaiverDraft } from '@/lib/cluster/draft/draft'

/** Returns the waiver of a check on a host: one for this host, else one for all hosts (from a cluster file). */
export function waiverFor(
  waivers: readonly WaiverDraft[],
  check: string,
  host: string,
): WaiverDraft | undefined {
  const candidates = waivers.filter((waiver) => waiver.check === check)
  return candidates.find((waiver) => waiver.host === host) ?? candidates.find((waiver) => waiver.host === '')
}

/**
 * Adds a waiver, replacing one for the same check and host. Inserts it after those with the same check and reason, so
 * that lists can merge them.
 */
export function addWaiver(waivers: readonly WaiverDraft[], added: WaiverDraft): WaiverDraft[] {
  const others = waivers.filter((waiver) => !isSameWaiver(waiver, added))
  const lastSimilar = others.findLastIndex(
    ({ check, reason }) => check === added.check && reason === added.reason,
  )
  const index = lastSimilar < 0 ? others.length : lastSimilar + 1
  return [...others.slice(0, index), added, ...others.slice(index)]
}

/** Waives a check on several hosts with one reason. */
export function waiveHosts(
  waivers: readonly WaiverDraft[],
  check: string,
  hosts: readonly string[],
  reason: string,
): WaiverDraft[] {
  return hosts.reduce<WaiverDraft[]>((all, host) => addWaiver(all, { check, host, reason }), [...waivers])
}

/** Removes the waiver of this check and host. */
export function removeWaiver(waivers: readonly WaiverDraft[], removed: WaiverDraft): WaiverDraft[] {
  return waivers.filter((waiver) => !isSameWaiver(waiver, removed))
}

function isSameWaiver(a: WaiverDraft, b: WaiverDraft): boolean {
  return a.check === b.check && a.host === b.host
}
