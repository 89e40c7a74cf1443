/** Decides whether the checks allow an install. Used by both the button and the server. */
import type { Draft, HostDraft } from '@/lib/cluster/draft/draft'
import { hostName } from '@/lib/cluster/draft/to-cluster'
import { type FixTarget, fixTargetOf } from '../catalogue/fixes'
import type { Finding } from '../catalogue/index'
import type { HostResults } from '../results'
import { blockingFindings } from './result-state'

/** Why an install must not start: no checks yet, checks are running, results are stale, or failures are not waived. */
export const INSTALL_BLOCKERS = ['never', 'running', 'stale', 'failing'] as const
type InstallBlocker = (typeof INSTALL_BLOCKERS)[number]

/** The state of a cluster's checks. */
interface ChecksState {
  /** Start of the last check run; 0: none. */
  startedAt: number
  /** The check run in progress. */
  progress?: { hosts: readonly string[] } | undefined
  hosts: Readonly<Record<string, HostResults>>
}

type GateInputs = Pick<Draft, 'hosts' | 'waivers' | 'installer'>

/** A failure without a waiver. The host has the name that the installer gives it. */
export interface OpenFailure {
  host: HostDraft
  finding: Finding
  fix: FixTarget
}

/** Returns all failures without a waiver, except stale ones. */
export function openFailures(
  checks: ChecksState | undefined,
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
 * Returns undefined if every host has complete, current results and every failure is waived.
 * `count` is the number of affected hosts; for `failing`, the number of failures.
 */
export function installBlocker(
  checks: ChecksState | undefined,
  draft: GateInputs,
): { blocker: InstallBlocker; count: number } | undefined {
  if (!checks || checks.startedAt === 0) return { blocker: 'never', count: draft.hosts.length }
  if (checks.progress) return { blocker: 'running', count: checks.progress.hosts.length }
  const stale = draft.hosts.filter(({ id }) => !isFresh(checks.hosts[id])).length
  if (stale > 0) return { blocker: 'stale', count: stale }
  const failing = openFailures(checks, draft).length
  return failing > 0 ? { blocker: 'failing', count: failing } : undefined
}

const isFresh = (results: HostResults | undefined): boolean =>
  results !== undefined && !results.partial && results.stale.length === 0
