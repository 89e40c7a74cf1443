/** Whether the checks let an install begin, and why not: the page's button and the server's start go by the same. */

import type { Draft, HostDraft } from '@/lib/cluster/draft'
import { hostName } from '@/lib/cluster/to-cluster'
import type { ChecksView } from '@/lib/contract/checks'
import { type FixTarget, fixTargetOf } from '../catalogue/fixes'
import type { Finding } from '../catalogue/index'
import { blockingFindings } from './result-state'

/** What stands in the way: nobody was checked yet, a round goes on, verdicts no longer hold, or failures are open. */
export const INSTALL_BLOCKERS = ['never', 'going', 'stale', 'failing'] as const
type InstallBlocker = (typeof INSTALL_BLOCKERS)[number]

type GateInputs = Pick<Draft, 'hosts' | 'waivers' | 'installer'>

/** A failure that nobody waived, on a host with the name that the installer gives it. */
export interface OpenFailure {
  host: HostDraft
  finding: Finding
  fix: FixTarget
}

/** All failures that nobody waived; without those whose inputs have changed since the check. */
export function openFailures(
  checks: ChecksView | undefined,
  { hosts, waivers, installer }: GateInputs,
): OpenFailure[] {
  return hosts.flatMap((draft) => {
    const results = checks?.hosts[draft.id]
    if (!results) return []
    const host = { ...draft, name: hostName(draft, installer.mode) }
    return blockingFindings(host.name, results.findings, waivers)
      .filter(({ check }) => !results.stale.includes(check))
      .map((finding) => ({ host, finding, fix: fixTargetOf(finding, host) }))
  })
}

/**
 * Undefined: every host was checked to the end, on what the draft says now, and each failure was waived.
 * `count`: hosts whose verdicts no longer hold or were never whole, or open failures.
 */
export function installBlocker(
  checks: ChecksView | undefined,
  draft: GateInputs,
): { obstacle: InstallBlocker; count: number } | undefined {
  if (!checks || checks.startedAt === 0) return { obstacle: 'never', count: draft.hosts.length }
  if (checks.progress) return { obstacle: 'going', count: checks.progress.hosts.length }
  const stale = draft.hosts.filter(({ id }) => !isFresh(checks.hosts[id])).length
  if (stale > 0) return { obstacle: 'stale', count: stale }
  const failing = openFailures(checks, draft).length
  return failing > 0 ? { obstacle: 'failing', count: failing } : undefined
}

const isFresh = (verdicts: ChecksView['hosts'][string] | undefined): boolean =>
  verdicts !== undefined && !verdicts.partial && verdicts.stale.length === 0
