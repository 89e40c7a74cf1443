/**
 * Where in lib/messages a finding's text stands. Why a machine did not answer is said in one place for the whole
 * product: such a finding names it in `facts.failure`. That a host was not reached, or that its answer does not tell,
 * reads the same for every check.
 */
import type { Finding } from './catalogue/index'
import { UNKNOWN_REASONS } from './define-check'

export type MessagePart = 'message' | 'remedy'

/** The whole key, such as `checks.cpu.minimum.message`; its arguments are the finding's facts. */
export function findingMessageKey({ check, status, reason, facts }: Finding, part: MessagePart): string {
  if (facts.failure !== undefined) return `failures.${facts.failure}.${part}`
  if (status === 'unknown' && UNKNOWN_REASONS.some((known) => known === reason))
    return `checks.unknown.${reason}.${part}`
  return `checks.${check}.${reason}.${part}`
}
