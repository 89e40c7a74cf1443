import { expect, it } from 'vitest'
import { isUnverified } from '@/lib/run/unverified'

it('repeats the verification of runs that failed for the reason of their verification', () => {
  const verification = { reason: 'nodes-not-ready' }
  expect(isUnverified({ state: 'failed', reason: 'nodes-not-ready', verification })).toBe(true)
  expect(isUnverified({ state: 'failed', reason: 'exit-status', verification })).toBe(false)
  expect(isUnverified({ state: 'failed', verification: {} })).toBe(false)
  // The taskbox was unreachable at the start of the installer, or the installer failed.
  for (const reason of ['timeout', 'exit-status', 'no-banner'])
    expect(isUnverified({ state: 'failed', reason }), reason).toBe(false)
  for (const state of ['running', 'stopped', 'lost'] as const)
    expect(isUnverified({ state, reason: 'nodes-not-ready', verification }), state).toBe(false)
  expect(isUnverified({ state: 'succeeded', verification: {} })).toBe(false)
})

it('repeats the probe of a console that did not answer', () => {
  expect(isUnverified({ state: 'succeeded', console: { reachable: false } })).toBe(true)
  expect(isUnverified({ state: 'succeeded', console: {} })).toBe(true)
  expect(isUnverified({ state: 'succeeded', console: { reachable: true } })).toBe(false)
  expect(isUnverified({ state: 'succeeded' })).toBe(false)
  expect(isUnverified({ state: 'succeeded', console: {}, verification: {} })).toBe(false)
})
