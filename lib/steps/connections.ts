/** Whether Taskbox can log in to each host: from connection tests, else from the results of the checks. */
import type { OpenFailure } from '@/lib/checks/evaluate/install-gate'
import type { HostResults } from '@/lib/checks/results'
import type { HostDraft } from '@/lib/cluster/draft/draft'

/** Why a connection failed: the kind of a failure, and its facts. */
interface ConnectionFailure {
  kind: string
  facts: Readonly<Record<string, string | number>>
}

/** `scheduled`: the test starts soon; `untested`: the fields are incomplete. */
export type Connection =
  | { state: 'untested' | 'scheduled' | 'testing' | 'connected' }
  | { state: 'failed'; failure: ConnectionFailure }

/** The connection tests of this page: `taskbox`, and hosts by id. */
export type ConnectionTests = ReadonlyMap<string, Connection>

const UNTESTED: Connection = { state: 'untested' }

/** Returns the connection of a host. A test of this page is newer than the checks. */
export function connectionOf(
  { id }: Pick<HostDraft, 'id'>,
  tests: ConnectionTests | undefined,
  results: HostResults | undefined,
  failures: readonly OpenFailure[],
): Connection {
  const test = tests?.get(id)
  if (test && test.state !== 'untested') return test
  if (!isConnectionChecked(results)) return UNTESTED
  const failure = failures.find(({ host, finding }) => host.id === id && finding.check === 'ssh')?.finding
  return failure
    ? { state: 'failed', failure: { kind: failure.reason, facts: failure.facts } }
    : { state: 'connected' }
}

/** Whether the checks have current results for the connection of a host. */
export function isConnectionChecked(results: HostResults | undefined): boolean {
  return results !== undefined && results.findings.length > 0 && !results.stale.includes('ssh')
}
