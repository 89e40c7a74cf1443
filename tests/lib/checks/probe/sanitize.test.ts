import { describe, expect, it } from 'vitest'
import { MAX_SECTION_CHARACTERS, sanitize } from '@/lib/checks/probe/sanitize'
import { MASK } from '@/lib/installers/mask'

const shown = (text: string, secrets: string[] = []) => sanitize(text, secrets).text

describe('what a host printed, as a page shows it', () => {
  it('has no secret of the cluster in it, wherever it stands', () => {
    expect(shown('a hunter22 b\nhunter22', ['hunter22'])).toBe(`a ${MASK} b\n${MASK}`)
  })

  it('has no password of an address, and no value that its name calls a secret', () => {
    expect(shown('http_proxy=http://me:p4ss@proxy:3128')).toBe(`http_proxy=http://me:${MASK}@proxy:3128`)
    expect(shown('{"auth": "bWU6cDRzcw=="}')).toBe(`{"auth": "${MASK}"}`)
    expect(shown('MemTotal: 16777216 kB')).toBe('MemTotal: 16777216 kB')
  })

  it('moves no cursor and is no longer than a page bears', () => {
    expect(shown('a\u001b[2Jb\u0000\tc')).toBe('a\ufffd[2Jb\ufffd\tc')
    const long = sanitize('x'.repeat(MAX_SECTION_CHARACTERS + 1), [])
    expect([long.text.length, long.cut]).toEqual([MAX_SECTION_CHARACTERS, true])
  })

  it('masks before it cuts, so that no half of a secret is left at the end', () => {
    const text = `${'x'.repeat(MAX_SECTION_CHARACTERS - 3)}hunter22`
    expect(shown(text, ['hunter22'])).not.toContain('hun')
  })
})
