import { expect, it, vi } from 'vitest'
import { SocketRateLimiter } from '@/server/socket/rate-limiter'

it('takes what a page sends, refuses a flood, and takes more again after a while', () => {
  vi.useFakeTimers({ toFake: ['performance'] })
  try {
    const pace = new SocketRateLimiter()
    const admitted = Array.from({ length: 1000 }, () => pace.tryConsume()).filter(Boolean).length
    expect(admitted).toBe(300)
    vi.advanceTimersByTime(1000)
    expect(Array.from({ length: 1000 }, () => pace.tryConsume()).filter(Boolean)).toHaveLength(100)
  } finally {
    vi.useRealTimers()
  }
})
