import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Finding } from '@/lib/checks/catalogue/index'
import { evaluateHost } from '@/lib/checks/evaluate/evaluate'
import { parseProbeOutput } from '@/lib/checks/probe/result'
import { context } from '../fixtures'
import { NONCE, runProbe, script } from './shells'

const whole = runProbe(['sh'], script('/opt'))
const known = parseProbeOutput(whole, NONCE)
const bytes = (text: string) => new TextEncoder().encode(text)
const section = (name: string, text: string, length = bytes(text).length, after = 'begin') =>
  `\n${NONCE} ${name} ${length} bytes after ${after}\n${text}`
/** The end marker, after an item. */
const end = (after: string) => section('end', '', 0, after)
const read = (one: string, name: string) => parseProbeOutput(bytes(one + end(name)), NONCE)

/** Expects every pass to be a pass of the complete output as well, except the login, which is not part of it. */
function expectNoFalsePass(output: Uint8Array): void {
  const passes = (findings: Finding[]) =>
    findings
      .filter(({ check, status }) => status === 'pass' && check !== 'ssh')
      .map(({ check, reason, facts: { family: _, ...facts } }) => JSON.stringify([check, reason, facts]))
  const all = new Set(passes(evaluateHost(known, context())))
  for (const one of passes(evaluateHost(parseProbeOutput(output, NONCE), context())))
    expect(all).toContain(one)
}

describe('parseProbeOutput', () => {
  it('ignores output of login scripts', () => {
    const preamble = bytes(`Welcome!\n${'nonce'} user 2 bytes\n99\nMemTotal: 1 kB\n`)
    expect(parseProbeOutput(Buffer.concat([preamble, whole]), NONCE)).toEqual(known)
  })
  it('accepts the line ends of a terminal', () => {
    const typed = bytes(whole.toString('utf8').replaceAll('\n', '\r\n'))
    expect(parseProbeOutput(typed, NONCE)).toEqual(known)
  })
  it('accepts lengths in bytes or characters', () => {
    expect(read(section('hosts', 'zürich'), 'hosts').get('hosts')).toBe('zürich')
    expect(read(section('hosts', 'zürich', 6), 'hosts').get('hosts')).toBe('zürich')
    expect(read(section('hosts', 'zürich', 5), 'hosts').get('hosts')).toBeUndefined()
  })
  it('rejects an item whose end marker names another one', () => {
    expect(read(section('hosts', 'abc'), 'names').size).toBe(0)
  })
  it('replaces invalid UTF-8', () => {
    const output = Buffer.concat([
      bytes(`\n${NONCE} os 3 bytes after begin\na`),
      Buffer.from([0xff, 0x00]),
      bytes(end('os')),
    ])
    expect(parseProbeOutput(output, NONCE).get('os')).toBe('a\ufffd\0')
  })
  it('omits items that were too long, and the last one of truncated output', () => {
    const long = `\n${NONCE} os long bytes after begin\n`
    expect([...read(long + section('user', '0', 1, 'os'), 'user').keys()]).toEqual(['user'])
    expect(parseProbeOutput(bytes(section('user', '0')), NONCE).size).toBe(0)
  })
  it('parses noise in linear time', () => {
    // Quadratic time would exceed the test's deadline.
    const noise = Buffer.alloc(20_000_000, `\n${NONCE} os 3 `)
    expect(parseProbeOutput(noise, NONCE).size).toBe(0)
  })
  it('contains only correct items if the output is truncated', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: whole.length }), (length) => {
        const truncated = parseProbeOutput(whole.subarray(0, length), NONCE)
        for (const [name, text] of truncated) expect(text).toBe(known.get(name))
        expectNoFalsePass(whole.subarray(0, length))
      }),
      { numRuns: 60 },
    )
  })
  it('causes no false pass if the middle is missing', () => {
    const offset = fc.integer({ min: 0, max: whole.length })
    fc.assert(
      fc.property(offset, offset, (a, b) => {
        const [from, to] = [Math.min(a, b), Math.max(a, b)]
        const withoutMiddle = Buffer.concat([whole.subarray(0, from), whole.subarray(to)])
        for (const [name, text] of parseProbeOutput(withoutMiddle, NONCE)) expect(text).toBe(known.get(name))
        expectNoFalsePass(withoutMiddle)
      }),
      { numRuns: 100 },
    )
  })
  it('causes no false pass if other output is mixed in', () => {
    const noise = fc.uint8Array({ minLength: 1, maxLength: 200 })
    fc.assert(
      fc.property(fc.integer({ min: 0, max: whole.length }), noise, (at, more) => {
        const mixed = Buffer.concat([whole.subarray(0, at), more, whole.subarray(at)])
        expectNoFalsePass(mixed)
      }),
      { numRuns: 100 },
    )
  })
  it('causes no false pass from noise', () => {
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
