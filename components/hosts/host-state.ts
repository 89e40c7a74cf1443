import type { ConnectionTest } from '@/components/connection-test/connection-test-store'
import type { HOST_STATUS } from '@/components/status/host-status'
import type { KeyedProblem } from '@/components/wizard/draft/validation'

export type HostState = keyof typeof HOST_STATUS

/** The states in the order in which they need attention. */
export const HOST_STATES = [
  'problems',
  'failed',
  'key',
  'checks',
  'untested',
  'testing',
  'connected',
] as const satisfies readonly HostState[]

/**
 * The state of a host: field problems, else the connection test, else failed checks.
 * @param failures number of failed checks
 */
export function hostState(
  test: ConnectionTest,
  problems: readonly KeyedProblem[],
  failures: number,
): HostState {
  if (problems.some(({ severity }) => severity === 'error')) return 'problems'
  if (test.state === 'scheduled') return 'testing'
  if (test.state === 'failed') return test.failure.kind === 'host-key-unknown' ? 'key' : 'failed'
  if (test.state === 'testing') return 'testing'
  return failures > 0 ? 'checks' : test.state
}
