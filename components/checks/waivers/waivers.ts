import type { WaiverDraft } from '@/lib/cluster/draft'

/** The waiver that covers a check on a host: one for this host, else one for all hosts (from a cluster file). */
export function waiverFor(
  waivers: readonly WaiverDraft[],
  check: string,
  host: string,
): WaiverDraft | undefined {
  const mine = waivers.filter((waiver) => waiver.check === check)
  return mine.find((waiver) => waiver.host === host) ?? mine.find((waiver) => waiver.host === '')
}

/**
 * Adds a waiver; an earlier one for the same check and host gives way to it. It stands beside those of the same check
 * for the same reason, so that they are told as one.
 */
export function addWaiver(waivers: readonly WaiverDraft[], added: WaiverDraft): WaiverDraft[] {
  const others = waivers.filter((waiver) => !isSameWaiver(waiver, added))
  const beside = others.findLastIndex(({ check, reason }) => check === added.check && reason === added.reason)
  const at = beside < 0 ? others.length : beside + 1
  return [...others.slice(0, at), added, ...others.slice(at)]
}

export function removeWaiver(waivers: readonly WaiverDraft[], gone: WaiverDraft): WaiverDraft[] {
  return waivers.filter((waiver) => !isSameWaiver(waiver, gone))
}

function isSameWaiver(a: WaiverDraft, b: WaiverDraft): boolean {
  return a.check === b.check && a.host === b.host
}
