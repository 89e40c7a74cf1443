import { describe, expect, it } from 'vitest'
import { estimateRemaining } from '@/lib/run/remaining-time'

const EARLIER = { begun: [0, 10_000, 20_000, 40_000], totalMs: 60_000 }

describe('what remains', () => {
  it('is unknown without anything to compare with', () => {
    expect(estimateRemaining(2, 20_000, [])).toBeUndefined()
    expect(estimateRemaining(0, 20_000, [EARLIER])).toBeUndefined()
  })
  it('is what an earlier run still had before it, at the same pace', () => {
    expect(estimateRemaining(2, 20_000, [EARLIER])).toEqual({ remainingMs: 40_000, usualMs: 10_000 })
    expect(estimateRemaining(2, 40_000, [EARLIER])).toEqual({ remainingMs: 80_000, usualMs: 20_000 })
    expect(estimateRemaining(4, 50_000, [EARLIER])?.remainingMs).toBe(0)
  })
  it('is what most earlier runs say', () => {
    const odd = { begun: [0, 10_000, 20_000], totalMs: 3_600_000 }
    expect(estimateRemaining(2, 20_000, [EARLIER, odd, EARLIER])?.remainingMs).toBe(40_000)
  })
  it('does not believe in a machine that is a hundred times slower', () => {
    expect(estimateRemaining(1, 1_000_000, [EARLIER])?.remainingMs).toBe(200_000)
  })
  it('does not lean on an earlier run that had fewer tasks', () => {
    expect(estimateRemaining(2, 20_000, [{ begun: [0], totalMs: 5 }])).toBeUndefined()
  })
})
