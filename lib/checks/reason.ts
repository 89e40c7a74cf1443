/** Every reason that a finding can have, by check; `text.ts` says where its text stands. */
import { MACHINE_FAILURES } from '@/lib/contract/failure'
import type { CheckId, CheckStatus, Facts, Finding } from './check'

/** Why a check could not know: the host was not reached, or what it answered did not say. */
const UNKNOWN = ['unreached', 'unread'] as const

export const REASONS = {
  ssh: ['reached', 'noisy', ...MACHINE_FAILURES],
  sudo: ['root', 'granted', 'ubuntuRoot', 'notRoot', 'refused', ...UNKNOWN],
  os: ['supported', 'system', 'version', 'architecture', ...UNKNOWN],
  hostname: ['same', 'differs', 'invalid', 'localhost', 'duplicate', ...UNKNOWN],
  cpu: ['enough', 'recommended', 'minimum', ...UNKNOWN],
  memory: ['enough', 'recommended', 'minimum', ...UNKNOWN],
  disk: ['enough', 'recommended', 'minimum', 'low', 'full', 'used', 'inodes', ...UNKNOWN],
  clock: ['alone', 'agrees', 'differs', 'apart', ...UNKNOWN],
  addresses: ['present', 'absent', ...UNKNOWN],
  cidr: ['clear', 'overlap', 'route', 'docker', ...UNKNOWN],
  taskbox: ['ready', 'sshpass', 'python', 'ansible', 'spaceLow', 'spaceNone', 'unreachable', ...UNKNOWN],
} as const satisfies Record<CheckId, readonly string[]>

export type Reason<Check extends CheckId> = (typeof REASONS)[Check][number]

/** A finding whose reason is one of its check's. */
export function found<Check extends CheckId>(
  check: Check,
  status: CheckStatus,
  reason: Reason<Check>,
  facts: Facts = {},
): Finding {
  return { check, status, reason, facts }
}
