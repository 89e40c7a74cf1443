import { describe, expect, it } from 'vitest'
import { remainingTime } from '@/lib/checks/remaining-time'

describe('what is left of a round', () => {
  it('is told by its own pace, once enough hosts have answered', () => {
    expect(remainingTime({ done: 50, total: 200, elapsedMs: 10_000 }, undefined)).toEqual({
      ms: 30_000,
      by: 'pace',
    })
    expect(remainingTime({ done: 2, total: 3, elapsedMs: 2_000 }, undefined)).toEqual({
      ms: 1_000,
      by: 'pace',
    })
  })

  it('is told by the last round before, for as many hosts as there are now', () => {
    const last = { hosts: 100, milliseconds: 20_000 }
    expect(remainingTime({ done: 1, total: 200, elapsedMs: 4_000 }, last)).toEqual({ ms: 36_000, by: 'last' })
    expect(remainingTime({ done: 1, total: 200, elapsedMs: 60_000 }, last)).toEqual({ ms: 0, by: 'last' })
  })

  it('is not told where nobody knows', () => {
    expect(remainingTime({ done: 1, total: 200, elapsedMs: 1_000 }, undefined)).toBeUndefined()
    expect(remainingTime({ done: 3, total: 3, elapsedMs: 1_000 }, undefined)).toBeUndefined()
  })
})
