import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PrintedSecrets } from '@/lib/secrets/printed-secrets'

/** Scans a text in pieces of `pieceBytes`. */
function read(text: string, pieceBytes = 1_000_000) {
  const bytes = new TextEncoder().encode(text)
  const printed = new PrintedSecrets()
  for (let at = 0; at < bytes.length; at += pieceBytes) printed.push(bytes.subarray(at, at + pieceBytes))
  return printed
}

const BANNER =
  'Console: http://192.168.0.1:32130\r\nAccount: admin\r\nPassword: P@88 密码\r\n\r\nNOTE：Please\r\n'

describe('a secret that the installer prints', () => {
  it('is found once its line is complete, for any chunks', () => {
    for (const size of [1, 2, 3, 7, 1000]) expect(read(BANNER, size).all).toEqual(['P@88 密码'])
  })

  it('is pending until its line is complete', () => {
    const printed = read('Account: admin\r\nPassword: P@8')
    expect(printed.all).toEqual([])
    expect(printed.pendingBytes).toBe(3)
    printed.push(new TextEncoder().encode('8\n'))
    expect(printed.pendingBytes).toBe(0)
    expect(printed.all).toEqual(['P@88'])
  })

  it('is the same for chunks of any size', () => {
    const parts = [
      'Password: ',
      'PASSWORD：',
      'pass',
      'word',
      '\n',
      '\r\n',
      '"',
      '\\n',
      ' ',
      'é',
      '\u001b[0m',
      'x'.repeat(300),
    ]
    fc.assert(
      fc.property(
        fc.array(fc.constantFrom(...parts), { maxLength: 40 }),
        fc.integer({ min: 1, max: 50 }),
        (lines, size) => {
          const [whole, chunked] = [read(lines.join('')), read(lines.join(''), size)]
          expect([...chunked.all].sort()).toEqual([...whole.all].sort())
          expect(chunked.pendingBytes).toBe(whole.pendingBytes)
        },
      ),
    )
  })

  it('is found anywhere in a line that is longer than the search window', () => {
    for (let gap = 4040; gap <= 4120; gap += 1) {
      const text = `password ${'x'.repeat(gap)} "Password: deep"\n`
      expect(read(text).all, String(gap)).toEqual(['deep'])
    }
  })

  it('is pending together with another one in the same line', () => {
    expect(read('Password: one "Password: two').pendingBytes).toBe('one "Password: two'.length)
  })

  it.each([
    ['Password： full-width\n', ['full-width']],
    ['  password: indented\n', ['indented']],
    ['\u001b[0;32mPassword: coloured\u001b[0m\n', ['coloured']],
    ['        "Password: in-json",\n', ['in-json']],
    ['"msg": "Account: admin\\nPassword: in-one\\nNOTE"\n', ['in-one']],
    ['Password: one\nPassword: two\nPassword: one\n', ['one', 'two']],
  ])('is found in %j', (text, secrets) => {
    expect(read(text).all).toEqual(secrets)
  })

  it.each([
    'Password: \n',
    '[sudo] password for root: \n',
    'PasswordAuthentication: no\n',
    'TASK [etcd : Password: of a task] ***\n',
  ])('is not found in %j', (text) => {
    expect(read(text).all).toEqual([])
  })
})
