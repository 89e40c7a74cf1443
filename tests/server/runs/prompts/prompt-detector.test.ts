import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type DetectedPrompt, PromptDetector } from '@/server/runs/prompts/prompt-detector'

const known = [{ id: 'continue', pattern: /go on\? \(yes\/no\)\s*$/, answer: 'yes' }]
let asked: DetectedPrompt[]
let watch: PromptDetector

beforeEach(() => {
  vi.useFakeTimers()
  asked = []
  watch = new PromptDetector(known, (one) => asked.push(one))
})
afterEach(() => {
  watch.stop()
  vi.useRealTimers()
})

it('reads the end of the log once the output rests, however much came before', () => {
  const tail = vi.fn(() => 'go on? (yes/no) ')
  for (let bytes = 1; bytes <= 1_000; bytes += 1) {
    watch.onOutput(bytes, tail)
    vi.advanceTimersByTime(1)
  }
  expect(tail).not.toHaveBeenCalled()
  vi.advanceTimersByTime(150)
  expect(tail).toHaveBeenCalledTimes(1)
  expect(asked).toEqual([{ id: 'q1000', text: 'go on? (yes/no) ', known: 'continue', answer: 'yes' }])
})

it('takes what it does not know for a question only after a longer rest, and not where more comes', () => {
  watch.onOutput(9, () => 'Which disk? ')
  vi.advanceTimersByTime(1_900)
  expect(asked).toEqual([])
  watch.onOutput(20, () => 'Which disk? [sda]: ')
  vi.advanceTimersByTime(2_000)
  expect(asked).toEqual([{ id: 'q20', text: 'Which disk? [sda]:' }])
})

it('hears no question in a line that has its end, nor after it was stopped', () => {
  watch.onOutput(4, () => 'done\n')
  vi.advanceTimersByTime(5_000)
  watch.onOutput(9, () => 'Which disk? ')
  watch.stop()
  vi.advanceTimersByTime(5_000)
  expect(asked).toEqual([])
})
