import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Finding } from '@/lib/checks/catalogue/index'
import { evaluateHost } from '@/lib/checks/evaluate/evaluate'
import { parseProbeOutput, truncateItems } from '@/lib/checks/probe/result'
import { context } from '../fixtures'
import { NONCE, runProbe, script } from './shells'

const whole = runProbe(['sh'], script('/opt'))
const known = parseProbeOutput(whole, NONCE)
const bytes = (text: string) => new TextEncoder().encode(text)
const section = (name: string, text: string, length = bytes(text).length, after = 'begin') =>
  `\n${NONCE} ${name} ${length} bytes after ${after}\n${text}`
/** The end, after a section. */
const end = (after: string) => section('end', '', 0, after)
const read = (one: string, name: string) => parseProbeOutput(bytes(one + end(name)), NONCE)

/** Everything passed, that is said to be, the whole output says as well. The login is no fact of the sheet. */
function expectNoFalsePass(output: Uint8Array): void {
  const passes = (findings: Finding[]) =>
    findings
      .filter(({ check, status }) => status === 'pass' && check !== 'ssh')
      .map(({ check, reason, facts: { family: _, ...facts } }) => JSON.stringify([check, reason, facts]))
  const all = new Set(passes(evaluateHost(known, context())))
  for (const one of passes(evaluateHost(parseProbeOutput(output, NONCE), context())))
    expect(all).toContain(one)
}

describe('the fact sheet', () => {
  it('is not misled by what a login script prints before', () => {
    const before = bytes(`Welcome!\n${'nonce'} user 2 bytes\n99\nMemTotal: 1 kB\n`)
    expect(parseProbeOutput(Buffer.concat([before, whole]), NONCE)).toEqual(known)
  })
  it('survives a terminal’s line ends', () => {
    const typed = bytes(whole.toString('utf8').replaceAll('\n', '\r\n'))
    expect(parseProbeOutput(typed, NONCE)).toEqual(known)
  })
  it('counts bytes or characters, as the shell does', () => {
    expect(read(section('hosts', 'zürich'), 'hosts').get('hosts')).toBe('zürich')
    expect(read(section('hosts', 'zürich', 6), 'hosts').get('hosts')).toBe('zürich')
    expect(read(section('hosts', 'zürich', 5), 'hosts').get('hosts')).toBeUndefined()
  })
  it('takes no section whose end is another one’s, though it be as long', () => {
    expect(read(section('hosts', 'abc'), 'names').size).toBe(0)
  })
  it('takes invalid UTF-8 for what it is', () => {
    const output = Buffer.concat([
      bytes(`\n${NONCE} os 3 bytes after begin\na`),
      Buffer.from([0xff, 0x00]),
      bytes(end('os')),
    ])
    expect(parseProbeOutput(output, NONCE).get('os')).toBe('a\ufffd\0')
  })
  it('leaves out a section that was too long, and the last one where the output was cut off', () => {
    const long = `\n${NONCE} os long bytes after begin\n`
    expect([...read(long + section('user', '0', 1, 'os'), 'user').keys()]).toEqual(['user'])
    expect(parseProbeOutput(bytes(section('user', '0')), NONCE).size).toBe(0)
  })
  it('shows no more of a section than fits', () => {
    const { os } = truncateItems(new Map([['os', 'x'.repeat(1_000_000)]]))
    expect(os?.length).toBe(16_384)
  })
  it('reads ten megabytes of noise in ten times the time that one takes', () => {
    const timeFor = (megabytes: number) => {
      const noise = Buffer.alloc(megabytes * 1_000_000, `\n${NONCE} os 3 `)
      const begun = performance.now()
      expect(parseProbeOutput(noise, NONCE).size).toBe(0)
      return performance.now() - begun
    }
    timeFor(1)
    // With the square of its length it would be a hundred times.
    expect(timeFor(10)).toBeLessThan(50 * timeFor(1))
  })
  it('holds less, but nothing false, where the output is cut off', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: whole.length }), (length) => {
        const cut = parseProbeOutput(whole.subarray(0, length), NONCE)
        for (const [name, text] of cut) expect(text).toBe(known.get(name))
        expectNoFalsePass(whole.subarray(0, length))
      }),
      { numRuns: 60 },
    )
  })
  it('passes nothing that lost its middle', () => {
    const place = fc.integer({ min: 0, max: whole.length })
    fc.assert(
      fc.property(place, place, (a, b) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)]
        const torn = Buffer.concat([whole.subarray(0, from), whole.subarray(to)])
        for (const [name, text] of parseProbeOutput(torn, NONCE)) expect(text).toBe(known.get(name))
        expectNoFalsePass(torn)
      }),
      { numRuns: 100 },
    )
  })
  it('passes nothing that something else printed into', () => {
    const noise = fc.uint8Array({ minLength: 1, maxLength: 200 })
    fc.assert(
      fc.property(fc.integer({ min: 0, max: whole.length }), noise, (at, more) => {
        const mixed = Buffer.concat([whole.subarray(0, at), more, whole.subarray(at)])
        expectNoFalsePass(mixed)
      }),
      { numRuns: 100 },
    )
  })
  it('comes through any noise', () => {
    const parts = fc.array(
      fc.oneof(
        fc.uint8Array().map((noise) => Buffer.from(noise)),
        fc
          .constantFrom(section('disk', 'folder /'), section('os', 'ID=x'), end('os'))
          .map((text) => Buffer.from(text)),
      ),
    )
    fc.assert(fc.property(parts, (all) => expectNoFalsePass(Buffer.concat(all))))
  })
})
