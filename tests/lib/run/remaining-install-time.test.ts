import { describe, expect, it } from 'vitest'
import { estimateRemaining } from '@/lib/run/remaining-install-time'

const EARLIER = { taskStartsMs: [0, 10_000, 20_000, 40_000], totalMs: 60_000 }

describe('the remaining time', () => {
  it('is unknown without a comparable run', () => {
    expect(estimateRemaining(2, 20_000, [])).toBeUndefined()
    expect(estimateRemaining(0, 20_000, [EARLIER])).toBeUndefined()
  })
  it('is the rest of an earlier run, scaled to the speed of this run', () => {
    expect(estimateRemaining(2, 20_000, [EARLIER])).toEqual({ remainingMs: 40_000, typicalMs: 10_000 })
    expect(estimateRemaining(2, 40_000, [EARLIER])).toEqual({ remainingMs: 80_000, typicalMs: 20_000 })
    expect(estimateRemaining(4, 50_000, [EARLIER])?.remainingMs).toBe(0)
  })
  it('is the median of the earlier runs', () => {
    const odd = { taskStartsMs: [0, 10_000, 20_000], totalMs: 3_600_000 }
    expect(estimateRemaining(2, 20_000, [EARLIER, odd, EARLIER])?.remainingMs).toBe(40_000)
  })
  it('limits the ratio between the speeds of two machines', () => {
    expect(estimateRemaining(1, 1_000_000, [EARLIER])?.remainingMs).toBe(200_000)
  })
  it('ignores an earlier run with fewer tasks', () => {
    expect(estimateRemaining(2, 20_000, [{ taskStartsMs: [0], totalMs: 5 }])).toBeUndefined()
  })
})
