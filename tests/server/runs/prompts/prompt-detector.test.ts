import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { InputWait } from '@/server/runs/job/input-state'
import { type DetectedPrompt, PromptDetector } from '@/server/runs/prompts/prompt-detector'

const known = [{ id: 'continue', pattern: /go on\? \(yes\/no\)\s*$/, answer: 'yes' }]
let prompts: DetectedPrompt[]
let open: DetectedPrompt | undefined
let detector: PromptDetector

beforeEach(() => {
  vi.useFakeTimers()
  prompts = []
  open = undefined
  detector = new PromptDetector(
    () => known,
    (prompt) => {
      open = prompt
      if (prompt) prompts.push(prompt)
    },
  )
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

describe('with a known state of the terminal', () => {
  const BUSY = { kind: 'busy' } as const
  const waiting = (text: string, more: Partial<InputWait> = {}): InputWait => ({
    kind: 'waiting',
    read: 1,
    bytes: Buffer.byteLength(text),
    typedAt: 0,
    echo: 'echo',
    ...more,
  })
  /** The terminal waits after this output. */
  const wait = (text: string, more: Partial<InputWait> = {}) => {
    detector.onOutput(Buffer.byteLength(text), () => text)
    detector.onInputState(waiting(text, more))
  }

  it('reports a wait immediately, whatever its text', () => {
    wait('一\n二\n')
    expect(prompts).toEqual([{ id: 'read-1', text: '一\n二', hidden: false, suggestions: [] }])
  })

  it('reports no prompt while the terminal is busy, even if the text looks like one', () => {
    detector.onInputState(BUSY)
    detector.onOutput(30, () => 'go on? (yes/no) ')
    vi.advanceTimersByTime(60_000)
    expect(prompts).toEqual([])
  })

  it('reports a wait when the output before it has arrived', () => {
    const text = 'Which disk? '
    detector.onInputState(BUSY)
    detector.onInputState(waiting(text))
    expect(open).toBeUndefined()
    detector.onOutput(text.length, () => text)
    expect(open?.text).toBe('Which disk?')
  })

  it('closes the prompt when the terminal is busy again, and not for other output', () => {
    wait('Which disk? ')
    detector.onOutput(40, () => 'Which disk? a background process prints')
    expect(open?.id).toBe('read-1')
    detector.onInputState(BUSY)
    expect(open).toBeUndefined()
  })

  it('distinguishes two reads without output in between', () => {
    wait('Word: ', { echo: 'hidden' })
    wait('Word: ', { echo: 'hidden', read: 2, typedAt: 6 })
    expect(prompts.map(({ id, text, hidden }) => [id, text, hidden])).toEqual([
      ['read-1', 'Word:', true],
      ['read-2', 'Word:', true],
    ])
  })

  it('masks the answer in a terminal in raw mode if the text requests a secret', () => {
    wait('Vault password: ', { echo: 'raw' })
    wait('Vault password: \nColour? ', { echo: 'raw', read: 2 })
    expect(prompts.map(({ hidden }) => hidden)).toEqual([true, false])
  })

  it('finds an expected prompt in the last lines, with a newline', () => {
    wait('Notes\r\ngo on? (yes/no) \r\nSee the manual.\r\n')
    expect(open).toMatchObject({ known: 'continue', answer: 'yes', suggestions: ['yes', 'no'] })
  })

  it('does not answer an expected prompt before the last input again', () => {
    const before = 'go on? (yes/no) \r\nyes\r\n'
    wait(`${before}Name\r\n`, { typedAt: before.length })
    expect(open).toEqual({ id: 'read-1', text: 'Name', hidden: false, suggestions: [] })
  })

  it('falls back to the text while the state of the terminal is unknown', () => {
    detector.onInputState({ kind: 'unknown' })
    detector.onOutput(9, () => 'Which disk? ')
    vi.advanceTimersByTime(2_000)
    expect(open?.id).toBe('q9')
  })
})
