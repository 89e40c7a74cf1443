import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it, vi } from 'vitest'
import { createLogCache, type LogCache } from '@/components/run/log/cache/log-cache'
import { plainText } from '@/components/run/log/rows/styled-spans'

const bytes = (text: string) => new TextEncoder().encode(text)
const all = (lines: LogCache) => Array.from({ length: lines.count }, (_, at) => lines.line(at)?.raw)
const log = readFileSync(new URL('../../../../fixtures/ansible-output/2.18.txt', import.meta.url))

/** A server whose log has these lines so far. */
function served(text: string[]) {
  const requests: [number | undefined, number][] = []
  const offset = bytes(text.map((line) => `${line}\n`).join('')).length
  const fetchWindow = async (from: number | undefined, count: number) => {
    requests.push([from, count])
    const first = from ?? Math.max(0, text.length - count)
    return {
      from: first,
      colours: '',
      lines: text.slice(first, first + count),
      end: { lines: text.length, offset },
    }
  }
  return { fetchWindow, requests }
}

async function createCache(text: string[] = [], onLoad = () => undefined) {
  const { fetchWindow, requests } = served(text)
  const lines = createLogCache({ fetchWindow, onLoad })
  await lines.open()
  return { lines, requests }
}

describe('the newest lines of a log', () => {
  it('are the same for chunks of any size, even within a character', async () => {
    const text = 'PLAY [näher 中文 🙂] ***\r\nok: [node1]\nPlease input an option: '
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), async (sizes) => {
        const { lines } = await createCache()
        const whole = bytes(text)
        for (let at = 0, iteration = 0; at < whole.length; iteration += 1) {
          const size = sizes[iteration % sizes.length] ?? 1
          expect(lines.append(at, whole.subarray(at, at + size))).toBe(true)
          at += size
        }
        expect(all(lines)).toEqual(text.split('\n'))
        expect(lines.offset).toBe(whole.length)
      }),
    )
  })

  it('are the same if chunks overlap, as after a lost connection', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(fc.tuple(fc.nat(log.length), fc.nat(3000))), async (ranges) => {
        const { lines } = await createCache()
        for (const [from, size] of ranges) {
          const fits = from <= (lines.offset ?? 0)
          expect(lines.append(from, log.subarray(from, from + size))).toBe(fits)
        }
        const offset = lines.offset ?? 0
        lines.append(offset, log.subarray(offset))
        expect(all(lines).join('\n')).toBe(log.toString().replace(/\n$/, ''))
      }),
    )
  })

  it('reject a chunk after a gap, and continue at the last offset', async () => {
    const { lines } = await createCache(['one'])
    expect(lines.append(5, bytes('three\n'))).toBe(false)
    expect(lines.offset).toBe(4)
    expect(lines.append(4, bytes('two\n'))).toBe(true)
    expect(all(lines)).toEqual(['one', 'two'])
  })

  it('reject bytes before the log is opened', () => {
    const lines = createLogCache({ ...served([]), onLoad: () => undefined })
    expect(lines.append(0, bytes('one\n'))).toBe(false)
  })

  it('count an unfinished line, which may still change', async () => {
    const { lines } = await createCache()
    lines.append(0, bytes('10 %\r20 %'))
    expect([lines.count, lines.finished]).toEqual([1, 0])
    expect(plainText(lines.line(0)?.raw ?? '')).toBe('20 %')
  })

  it('are bounded although a progress bar never ends its line', async () => {
    const { lines } = await createCache()
    for (let iteration = 0; iteration < 2000; iteration += 1)
      lines.append(lines.offset ?? 0, bytes(`\rDownloading ${String(iteration).padStart(300)}`))
    expect(lines.line(0)?.raw.length).toBeLessThan(140_000)
    expect(plainText(lines.line(0)?.raw ?? '')).toBe(`Downloading ${'1999'.padStart(300)}`)
  })

  it('have the colours that are active across the end of a line', async () => {
    const { lines } = await createCache(['\u001b[0;31mfatal:'])
    lines.append(lines.offset ?? 0, bytes('  more\u001b[0m\nplain\n'))
    expect([0, 1, 2].map((at) => lines.line(at)?.colours)).toEqual(['', '\u001b[0;31m', ''])
  })

  it('are limited to a few thousand, but all are counted', async () => {
    const { lines } = await createCache()
    const chunk = bytes(`${'x'.repeat(99)}\n`.repeat(1000))
    for (let iteration = 0; iteration < 100; iteration += 1) lines.append(lines.offset ?? 0, chunk)
    expect(lines.count).toBe(100_000)
    const cached = Array.from({ length: 100_000 }, (_, at) => at).filter((at) => lines.line(at))
    expect(cached.length).toBeLessThanOrEqual(6000)
    expect(cached.at(-1)).toBe(99_999)
  })
})

describe('older lines of a log', () => {
  const text = Array.from({ length: 20_000 }, (_, at) => `line ${at}`)

  it('are requested once, as a whole block', async () => {
    const onLoad = vi.fn()
    const { lines, requests } = await createCache(text, onLoad)
    expect(lines.count).toBe(20_000)
    expect(lines.line(5000)).toBeUndefined()
    lines.load(5000, 5040)
    lines.load(5000, 5040)
    await vi.waitFor(() => expect(lines.line(5000)?.raw).toBe('line 5000'))
    expect(onLoad).toHaveBeenCalled()
    expect(requests.slice(1)).toEqual([[4864, 256]])
  })

  it('are evicted after many others were loaded', async () => {
    const { lines } = await createCache(text)
    for (let at = 0; at < 15_000; at += 256) {
      lines.load(at, at + 1)
      await vi.waitFor(() => expect(lines.line(at)).toBeDefined(), { interval: 1 })
    }
    expect(lines.line(0)).toBeUndefined()
    expect(lines.line(14_900)).toBeDefined()
  })

  it('are requested again after a failure, with a delay', async () => {
    const { fetchWindow } = served(text)
    let fails = 0
    const lines = createLogCache({
      fetchWindow: async (from, count) => {
        if (from === undefined || fails > 0) return fetchWindow(from, count)
        fails += 1
        throw new Error('gone')
      },
      onLoad: () => lines.load(0, 1),
    })
    await lines.open()
    lines.load(0, 1)
    await vi.waitFor(() => expect(lines.line(0)?.raw).toBe('line 0'), 5000)
    expect(fails).toBe(1)
  })
})
