import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ConnectionTestStore } from '@/components/connection-test/connection-test-store'
import type { RequestResult } from '@/components/socket/request'
import type { ConnectionTestResult } from '@/lib/contract/socket'

const reached: RequestResult<ConnectionTestResult> = {
  ok: true,
  value: {
    state: 'reached',
    fingerprint: 'SHA256:x',
    milliseconds: 1,
    facts: { os: 'debian 12', cores: 4, memoryMiB: 8192, diskGiB: 40, addresses: [], hostname: 'h' },
  },
}

beforeEach(() => {
  vi.useFakeTimers()
})
afterEach(() => {
  vi.useRealTimers()
})

const state = (store: ConnectionTestStore, key: string) => store.snapshot().get(key)?.state
const rest = () => vi.advanceTimersByTimeAsync(2000)

describe('connection tests', () => {
  it('run once after the last change, and not again for an equal signature', async () => {
    const store = new ConnectionTestStore()
    const ask = vi.fn(async () => reached)
    store.schedule('h1', 'a', ask)
    expect(ask).not.toHaveBeenCalled()
    await rest()
    store.schedule('h1', 'a', ask)
    await rest()
    expect(ask).toHaveBeenCalledTimes(1)
    expect(state(store, 'h1')).toBe('connected')
  })

  it('do not run for intermediate values', async () => {
    const store = new ConnectionTestStore()
    const half = vi.fn(async () => reached)
    const whole = vi.fn(async () => reached)
    store.schedule('h1', 'pass', half)
    store.schedule('h1', 'password', whole)
    await rest()
    expect(half).not.toHaveBeenCalled()
    expect(whole).toHaveBeenCalledTimes(1)
  })

  it('ignore outdated results', async () => {
    const store = new ConnectionTestStore()
    let answer: (result: RequestResult<ConnectionTestResult>) => void = () => {}
    store.schedule('h1', 'old', () => new Promise((resolve) => (answer = resolve)))
    await rest()
    const anew = vi.fn(async () => reached)
    store.schedule('h1', 'new', anew)
    answer({ ok: false, failure: { kind: 'no-answer', facts: {} } })
    await rest()
    expect(anew).toHaveBeenCalledTimes(1)
    expect(state(store, 'h1')).toBe('connected')
  })

  it('are deleted if the fields become incomplete', async () => {
    const store = new ConnectionTestStore()
    store.schedule('h1', 'a', async () => reached)
    await rest()
    store.schedule('h1', undefined, async () => reached)
    await rest()
    expect(state(store, 'h1')).toBeUndefined()
  })

  it('run with limited concurrency', async () => {
    const store = new ConnectionTestStore()
    let now = 0
    let most = 0
    const ask = async () => {
      now += 1
      most = Math.max(most, now)
      await new Promise((resolve) => setTimeout(resolve, 100))
      now -= 1
      return reached
    }
    for (let at = 0; at < 20; at += 1) store.schedule(`h${at}`, 'a', ask)
    await vi.advanceTimersByTimeAsync(5000)
    expect(most).toBe(6)
    expect([...store.snapshot().values()].every((one) => one.state === 'connected')).toBe(true)
  })
})
