import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { RunView } from '@/lib/contract/run'
import { watchSilence } from '@/server/commands/terminal/quiet-notice'

let written: string[]
beforeEach(() => {
  vi.useFakeTimers()
  written = []
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0)
})
afterEach(() => {
  vi.useRealTimers()
  vi.restoreAllMocks()
})

it('reports each long silence once, and none while the installer waits for input', () => {
  let quiet: RunView['quiet'] = { since: Date.now(), mayWait: false }
  const stop = watchSilence({ id: 'r1', view: () => ({ quiet }) as RunView })
  vi.advanceTimersByTime(2 * 60_000)
  expect(written).toEqual([])
  vi.advanceTimersByTime(20 * 60_000)
  expect(written).toEqual(['No output for 3 minutes. The installer is not waiting for input.\n'])
  quiet = { since: Date.now(), mayWait: true }
  vi.advanceTimersByTime(4 * 60_000)
  expect(written).toHaveLength(2)
  expect(written[1]).toMatch(
    /cannot determine whether the installer is waiting for input.*taskbox answer r1\.\n$/,
  )
  quiet = undefined
  vi.advanceTimersByTime(60 * 60_000)
  stop()
  quiet = { since: 0, mayWait: false }
  vi.advanceTimersByTime(60 * 60_000)
  expect(written).toHaveLength(2)
})
