import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { ConnectionTestStore } from '@/components/connection-test/connection-test-store'
import type { RequestResult } from '@/components/socket/request'
import type { ConnectionTestResult } from '@/lib/contract/socket'

const connected: RequestResult<ConnectionTestResult> = {
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
const waitForDebounce = () => vi.advanceTimersByTimeAsync(2000)

describe('connection tests', () => {
  it('run once after the last change, and not again for an equal signature', async () => {
    const store = new ConnectionTestStore()
    const runTest = vi.fn(async () => connected)
    store.schedule('h1', 'a', runTest)
    expect(runTest).not.toHaveBeenCalled()
    await waitForDebounce()
    store.schedule('h1', 'a', runTest)
    await waitForDebounce()
    expect(runTest).toHaveBeenCalledTimes(1)
    expect(state(store, 'h1')).toBe('connected')
  })

  it('do not run for intermediate values', async () => {
    const store = new ConnectionTestStore()
    const forPartialValue = vi.fn(async () => connected)
    const forFinalValue = vi.fn(async () => connected)
    store.schedule('h1', 'pass', forPartialValue)
    store.schedule('h1', 'password', forFinalValue)
    await waitForDebounce()
    expect(forPartialValue).not.toHaveBeenCalled()
    expect(forFinalValue).toHaveBeenCalledTimes(1)
  })

  it('ignore outdated results', async () => {
    const store = new ConnectionTestStore()
    let respond: (result: RequestResult<ConnectionTestResult>) => void = () => {}
    store.schedule('h1', 'old', () => new Promise((resolve) => (respond = resolve)))
    await waitForDebounce()
    const rerun = vi.fn(async () => connected)
    store.schedule('h1', 'new', rerun)
    respond({ ok: false, failure: { kind: 'no-answer', facts: {} } })
    await waitForDebounce()
    expect(rerun).toHaveBeenCalledTimes(1)
    expect(state(store, 'h1')).toBe('connected')
  })

  it('are deleted if the fields become incomplete', async () => {
    const store = new ConnectionTestStore()
    store.schedule('h1', 'a', async () => connected)
    await waitForDebounce()
    store.schedule('h1', undefined, async () => connected)
    await waitForDebounce()
    expect(state(store, 'h1')).toBeUndefined()
  })

  it('run with limited concurrency', async () => {
    const store = new ConnectionTestStore()
    let running = 0
    let maxRunning = 0
    const runTest = async () => {
      running += 1
      maxRunning = Math.max(maxRunning, running)
      await new Promise((resolve) => setTimeout(resolve, 100))
      running -= 1
      return connected
    }
    for (let at = 0; at < 20; at += 1) store.schedule(`h${at}`, 'a', runTest)
    await vi.advanceTimersByTimeAsync(5000)
    expect(maxRunning).toBe(6)
    expect([...store.snapshot().values()].every((one) => one.state === 'connected')).toBe(true)
  })
})
