/**
 * Maps a finding to its messages. Connection failures (`facts.failure`) use the shared texts `failures.*`. The shared
 * reasons of status `unknown` have the same text for every check.
 */
import type { Finding } from './catalogue/index'
import { UNKNOWN_REASONS } from './define-check'

export type MessagePart = 'message' | 'remedy'

/** Returns the message key, such as `checks.cpu.minimum.message`. The message's arguments are the finding's facts. */
export function findingMessageKey({ check, status, reason, facts }: Finding, part: MessagePart): string {
  if (facts.failure !== undefined) return `failures.${facts.failure}.${part}`
  if (status === 'unknown' && UNKNOWN_REASONS.some((known) => known === reason))
    return `checks.unknown.${reason}.${part}`
  return `checks.${check}.${reason}.${part}`
}
