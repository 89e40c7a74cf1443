import { expect, it, vi } from 'vitest'
import { TokenBucket } from '@/server/token-bucket'

it('allows a burst, rejects a flood, and refills over time', () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  try {
    const bucket = new TokenBucket({ burst: 300, perSecond: 100 })
    const allowed = () => Array.from({ length: 1000 }, () => bucket.tryConsume()).filter(Boolean).length
    expect(allowed()).toBe(300)
    vi.advanceTimersByTime(1000)
    expect(allowed()).toBe(100)
  } finally {
    vi.useRealTimers()
  }
})
