import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createLogLines, type LogLines } from '@/components/run/log/log-lines'
import { plainText } from '@/components/run/log/spans'

const bytes = (text: string) => new TextEncoder().encode(text)
const all = (lines: LogLines) => Array.from({ length: lines.count }, (_, at) => lines.raw(at))
const log = readFileSync(new URL('../../../fixtures/ansible-output/2.18.txt', import.meta.url))

describe('the lines of a log', () => {
  it('come out of pieces of any size, cut anywhere, even within a character', () => {
    const text = 'PLAY [näher 中文 🙂] ***\r\nok: [node1]\nPlease input an option: '
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1 }), (sizes) => {
        const lines = createLogLines()
        const whole = bytes(text)
        for (let at = 0, turn = 0; at < whole.length; turn += 1) {
          const size = sizes[turn % sizes.length] ?? 1
          expect(lines.take(at, whole.subarray(at, at + size))).toBe(true)
          at += size
        }
        expect(all(lines)).toEqual(text.split('\n'))
        expect(lines.offset).toBe(whole.length)
      }),
    )
  })

  it('are the same whatever overlaps, as after a lost connection', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(log.length), fc.nat(3000))), (pieces) => {
        const lines = createLogLines()
        for (const [from, size] of pieces) {
          const fits = from <= lines.offset
          expect(lines.take(from, log.subarray(from, from + size))).toBe(fits)
        }
        const before = lines.offset
        lines.take(before, log.subarray(before))
        expect(all(lines).join('\n')).toBe(log.toString().replace(/\n$/, ''))
      }),
    )
  })

  it('refuse a piece that leaves a gap, and go on where they stopped', () => {
    const lines = createLogLines()
    lines.take(0, bytes('one\n'))
    expect(lines.take(5, bytes('three\n'))).toBe(false)
    expect(lines.offset).toBe(4)
    expect(lines.take(4, bytes('two\n'))).toBe(true)
    expect(all(lines)).toEqual(['one', 'two'])
  })

  it('count an unfinished line, which may still change', () => {
    const lines = createLogLines()
    lines.take(0, bytes('10 %\r20 %'))
    expect([lines.count, lines.finished]).toEqual([1, 0])
    expect(plainText(lines.raw(0))).toBe('20 %')
  })

  it('keep a progress bar that never ends its line small', () => {
    const lines = createLogLines()
    for (let turn = 0; turn < 2000; turn += 1)
      lines.take(lines.offset, bytes(`\rDownloading ${String(turn).padStart(300)}`))
    expect(lines.raw(0).length).toBeLessThan(140_000)
    expect(plainText(lines.raw(0))).toBe(`Downloading ${'1999'.padStart(300)}`)
  })

  it('know the colours that hold over the end of a line', () => {
    const lines = createLogLines()
    lines.take(0, bytes('\u001b[0;31mfatal:\n  more\u001b[0m\nplain\n'))
    expect([0, 1, 2].map(lines.coloursAt)).toEqual(['', '\u001b[0;31m', ''])
  })
})
