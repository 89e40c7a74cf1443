import { describe, expect, it } from 'vitest'
import { MAX_SECTION_CHARACTERS, sanitize } from '@/lib/checks/probe/sanitize'
import { MASK } from '@/lib/secrets/mask-file'

const sanitized = (text: string, secrets: string[] = []) => sanitize(text, secrets).text

describe('sanitize', () => {
  it('redacts the cluster’s secrets', () => {
    expect(sanitized('a hunter22 b\nhunter22', ['hunter22'])).toBe(`a ${MASK} b\n${MASK}`)
  })

  it('redacts passwords in URLs and values named as secrets', () => {
    expect(sanitized('http_proxy=http://me:p4ss@proxy:3128')).toBe(`http_proxy=http://me:${MASK}@proxy:3128`)
    expect(sanitized('{"auth": "bWU6cDRzcw=="}')).toBe(`{"auth": "${MASK}"}`)
    expect(sanitized('MemTotal: 16777216 kB')).toBe('MemTotal: 16777216 kB')
  })

  it('replaces control characters and limits the length', () => {
    expect(sanitized('a\u001b[2Jb\u0000\tc')).toBe('a\ufffd[2Jb\ufffd\tc')
    const long = sanitize('x'.repeat(MAX_SECTION_CHARACTERS + 1), [])
    expect([long.text.length, long.truncated]).toEqual([MAX_SECTION_CHARACTERS, true])
  })

  it('redacts before it truncates, so that no part of a secret remains', () => {
    const text = `${'x'.repeat(MAX_SECTION_CHARACTERS - 3)}hunter22`
    expect(sanitized(text, ['hunter22'])).not.toContain('hun')
  })
})
