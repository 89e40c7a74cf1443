/**
 * A host's verdicts as they are kept, check by check: what was found, when, and a digest of all that it was made from.
 * A digest that differs from today's makes just that verdict stale.
 */
import type { HostResults } from '@/lib/contract/checks'
import type { CheckId, Finding } from '../catalogue/index'

/** What one check found on one host. */
export interface StoredResult {
  check: CheckId
  findings: Finding[]
  at: number
  basis: string
}

export interface StoredHostResults {
  /** When the host was asked for all of it. */
  at: number
  verdicts: StoredResult[]
  /** A round was stopped before everything was known, and no later one came to its end. */
  partial: boolean
}

export interface NewResults {
  findings: readonly Finding[]
  at: number
  /** Only these checks are asked for. Default: all. */
  only?: readonly CheckId[] | undefined
  /** Nothing more comes about this host in this round. */
  final: boolean
  /** Digest of what a check's verdict is made from now. */
  basis: (check: CheckId) => string
}

/** Verdicts of which some are new. A check that the round has not come to yet keeps its old one until it does. */
export function mergeResults(before: StoredHostResults | undefined, renewal: NewResults): StoredHostResults {
  const { findings, only, at, final, basis } = renewal
  const told = new Set(findings.map(({ check }) => check))
  const gives = (check: CheckId) => told.has(check) || (final && (only?.includes(check) ?? true))
  const kept = before?.verdicts.filter(({ check }) => !gives(check)) ?? []
  const fresh = [...told].map((check) => ({
    check,
    at,
    basis: basis(check),
    findings: findings.filter((finding) => finding.check === check),
  }))
  const whole = final && !only
  return {
    at: before && !whole ? before.at : at,
    verdicts: [...kept, ...fresh],
    partial: !whole && (before?.partial ?? true),
  }
}

/** Checks whose verdict was made from something else than there is now. */
export function staleChecks(kept: StoredHostResults, basis: (check: CheckId) => string): CheckId[] {
  return kept.verdicts.filter((verdict) => verdict.basis !== basis(verdict.check)).map(({ check }) => check)
}

/** As a browser gets them. */
export function toHostResults({ at, verdicts, partial }: StoredHostResults, stale: CheckId[]): HostResults {
  const later = verdicts.filter((verdict) => verdict.at > at)
  return {
    findings: verdicts.flatMap(({ findings }) => findings),
    at,
    again: Object.fromEntries(later.map((verdict) => [verdict.check, verdict.at])),
    stale,
    partial,
  }
}
