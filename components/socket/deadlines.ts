import type { RequestName } from '@/lib/contract/socket'

const DEFAULT_TIMEOUT_MS = 10_000

/** Requests that reach a machine or move many bytes take longer than others. Milliseconds. */
const TIMEOUTS_MS: Partial<Record<RequestName, number>> = {
  'clusters.create': 30_000,
  'clusters.export': 30_000,
  'hosts.import': 30_000,
  'packages.find': 60_000,
  'packages.detect': 60_000,
  'packages.unpack': 30 * 60_000,
  'taskbox.reach': 60_000,
  'hosts.reach': 60_000,
  'checks.run': 30_000,
  'review.files': 60_000,
  'runs.start': 120_000,
  'runs.adopt': 90_000,
  'runs.watch': 30_000,
  'runs.follow': 30_000,
  'runs.stop': 120_000,
}

/** How long a page waits for an answer, in milliseconds. The server's own deadlines are shorter. */
export function timeoutMs(name: RequestName): number {
  return TIMEOUTS_MS[name] ?? DEFAULT_TIMEOUT_MS
}
