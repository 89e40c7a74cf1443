import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type DetectedPrompt, PromptDetector } from '@/server/runs/prompts/prompt-detector'

const known = [{ id: 'continue', pattern: /go on\? \(yes\/no\)\s*$/, answer: 'yes' }]
let prompts: DetectedPrompt[]
let detector: PromptDetector

beforeEach(() => {
  vi.useFakeTimers()
  prompts = []
  detector = new PromptDetector(known, (prompt) => prompts.push(prompt))
})
afterEach(() => {
  detector.stop()
  vi.useRealTimers()
})

it('reads the end of the log once, when the output pauses', () => {
  const tail = vi.fn(() => 'go on? (yes/no) ')
  for (let bytes = 1; bytes <= 1_000; bytes += 1) {
    detector.onOutput(bytes, tail)
    vi.advanceTimersByTime(1)
  }
  expect(tail).not.toHaveBeenCalled()
  vi.advanceTimersByTime(150)
  expect(tail).toHaveBeenCalledTimes(1)
  expect(prompts).toEqual([
    {
      id: 'q1000',
      text: 'go on? (yes/no) ',
      hidden: false,
      suggestions: ['yes', 'no'],
      known: 'continue',
      answer: 'yes',
    },
  ])
})

it('reports an unknown prompt only after a longer pause without output', () => {
  detector.onOutput(9, () => 'Which disk? ')
  vi.advanceTimersByTime(1_900)
  expect(prompts).toEqual([])
  detector.onOutput(20, () => 'Which disk? [sda]: ')
  vi.advanceTimersByTime(2_000)
  expect(prompts).toEqual([{ id: 'q20', text: 'Which disk? [sda]:', hidden: false, suggestions: [] }])
})

it('reports no prompt for a finished line, nor after stop()', () => {
  detector.onOutput(4, () => 'done\n')
  vi.advanceTimersByTime(5_000)
  detector.onOutput(9, () => 'Which disk? ')
  detector.stop()
  vi.advanceTimersByTime(5_000)
  expect(prompts).toEqual([])
})
