/**
 * Stored results of a host, by check: findings, time and a hash of the check's inputs. A result is stale if the current
 * hash of its inputs differs.
 */

import type { CheckId, Finding } from '../catalogue/index'
import type { HostResults } from '../results'

/** Findings of one check on one host. */
export interface StoredResult {
  check: CheckId
  findings: Finding[]
  at: number
  inputHash: string
}

export interface StoredHostResults {
  /** Time of the last complete check of the host. */
  at: number
  results: StoredResult[]
  /** A run was stopped before all checks of the host had results, and no complete run followed. */
  partial: boolean
}

/** Findings of one host from a run. */
export interface NewResults {
  findings: readonly Finding[]
  at: number
  /** The selected checks. Default: all. */
  onlyChecks?: readonly CheckId[] | undefined
  /** No more findings of this host follow in this run. */
  final: boolean
  /** Current hash of a check's inputs. */
  hashInputs: (check: CheckId) => string
}

/** Merges new findings into the stored results. Old results of a check remain until the run has new ones. */
export function mergeResults(
  previous: StoredHostResults | undefined,
  { findings, onlyChecks, at, final, hashInputs }: NewResults,
): StoredHostResults {
  const checked = new Set(findings.map(({ check }) => check))
  const isReplaced = (check: CheckId) =>
    checked.has(check) || (final && (onlyChecks?.includes(check) ?? true))
  const remaining = previous?.results.filter(({ check }) => !isReplaced(check)) ?? []
  const added = [...checked].map((check) => ({
    check,
    at,
    inputHash: hashInputs(check),
    findings: findings.filter((finding) => finding.check === check),
  }))
  const isComplete = final && !onlyChecks
  return {
    at: previous && !isComplete ? previous.at : at,
    results: [...remaining, ...added],
    partial: !isComplete && (previous?.partial ?? true),
  }
}

/** Returns the checks whose inputs have changed. */
export function staleChecks(
  { results }: StoredHostResults,
  hashInputs: (check: CheckId) => string,
): CheckId[] {
  return results.filter(({ check, inputHash }) => inputHash !== hashInputs(check)).map(({ check }) => check)
}

/** Converts stored results for the browser. */
export function toHostResults({ at, results, partial }: StoredHostResults, stale: CheckId[]): HostResults {
  const rerun = results.filter((result) => result.at > at)
  return {
    findings: results.flatMap(({ findings }) => findings),
    at,
    rerunAt: Object.fromEntries(rerun.map((result) => [result.check, result.at])),
    stale,
    partial,
  }
}
