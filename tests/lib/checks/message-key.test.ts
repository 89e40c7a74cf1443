import { describe, expect, it } from 'vitest'
import { CHECKS } from '@/lib/checks/catalogue/index'
import { UNKNOWN_REASONS } from '@/lib/checks/define-check'
import { findingMessageKey } from '@/lib/checks/message-key'
import en from '@/lib/messages/en/checks.json'
import { MACHINE_FAILURES } from '@/lib/network/machine-failure'

describe('message keys', () => {
  const reasons = CHECKS.flatMap((check) => check.reasons.map((reason) => [check.id, reason] as const))
  /** Connection failures have shared texts. */
  const failures = new Set<string>([...MACHINE_FAILURES, 'refused', 'unreachable'])
  it.each(reasons.filter(([, reason]) => !failures.has(reason)))('exist for %s %s', (check, reason) => {
    expect(at(findingMessageKey({ check, status: 'warn', reason, facts: {} }, 'message'))).toEqual(
      expect.any(String),
    )
  })
  it.each(UNKNOWN_REASONS)('share the text of %s', (reason) => {
    const key = findingMessageKey({ check: 'cpu', status: 'unknown', reason, facts: {} }, 'remedy')
    expect(key).toBe(`checks.unknown.${reason}.remedy`)
    expect(at(key)).toEqual(expect.any(String))
  })
  it.each(CHECKS.map(({ id }) => id))('exist for title and explanation of %s', (id) => {
    expect(at(`checks.${id}.title`)).toEqual(expect.any(String))
    expect(at(`checks.${id}.why`)).toEqual(expect.any(String))
  })
  it('of a connection failure are shared', () => {
    const facts = { failure: 'host-key-changed' }
    expect(
      findingMessageKey({ check: 'ssh', status: 'fail', reason: 'host-key-changed', facts }, 'remedy'),
    ).toBe('failures.host-key-changed.remedy')
  })
  it('are all used by a check', () => {
    const keys = Object.entries(en).flatMap(([check, texts]) =>
      Object.keys(texts)
        .filter((key) => key !== 'title' && key !== 'why')
        .map((reason) => `${check}.${reason}`),
    )
    const found = new Set([
      ...reasons.map(([check, reason]) => `${check}.${reason}`),
      'unknown.unread',
      'unknown.unreached',
    ])
    expect(keys.filter((key) => !found.has(key))).toEqual([])
  })
})

/** Text of a key of checks.json. */
function at(key: string): unknown {
  return key
    .split('.')
    .slice(1)
    .reduce<unknown>(
      (tree, part) =>
        tree && typeof tree === 'object'
          ? Object.entries(tree).find(([name]) => name === part)?.[1]
          : undefined,
      en,
    )
}
