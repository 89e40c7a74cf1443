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

it('reports each long silence once, and none while the installer may wait for input', () => {
  let quietSince: number | undefined = Date.now()
  const stop = watchSilence({ view: () => ({ quietSince }) as RunView })
  vi.advanceTimersByTime(4 * 60_000)
  expect(written).toEqual([])
  vi.advanceTimersByTime(20 * 60_000)
  expect(written).toEqual(['No output for 5 minutes. The installer is not waiting for input.\n'])
  quietSince = Date.now()
  vi.advanceTimersByTime(6 * 60_000)
  expect(written).toHaveLength(2)
  quietSince = undefined
  vi.advanceTimersByTime(60 * 60_000)
  stop()
  quietSince = 0
  vi.advanceTimersByTime(60 * 60_000)
  expect(written).toHaveLength(2)
})
