import { describe, expect, it } from 'vitest'
import { remainingTime } from '@/lib/checks/remaining-check-time'

describe('remainingTime', () => {
  it('uses the current rate once enough hosts have finished', () => {
    expect(remainingTime({ done: 50, total: 200, elapsedMs: 10_000 }, undefined)).toEqual({
      ms: 30_000,
      by: 'rate',
    })
    expect(remainingTime({ done: 2, total: 3, elapsedMs: 2_000 }, undefined)).toEqual({
      ms: 1_000,
      by: 'rate',
    })
  })

  it('scales the last run to the current number of hosts', () => {
    const last = { hosts: 100, milliseconds: 20_000 }
    expect(remainingTime({ done: 1, total: 200, elapsedMs: 4_000 }, last)).toEqual({
      ms: 36_000,
      by: 'lastRun',
    })
    expect(remainingTime({ done: 1, total: 200, elapsedMs: 60_000 }, last)).toEqual({ ms: 0, by: 'lastRun' })
  })

  it('is undefined without data', () => {
    expect(remainingTime({ done: 1, total: 200, elapsedMs: 1_000 }, undefined)).toBeUndefined()
    expect(remainingTime({ done: 3, total: 3, elapsedMs: 1_000 }, undefined)).toBeUndefined()
  })
})
