import { describe, expect, it } from 'vitest'
import { findExpected, lastLines } from '@/lib/run/prompt-text'

describe('the last lines', () => {
  it.each([
    ['a\r\nb\r\n\r\n', ['a', 'b']],
    ['\n\n one\n\ntwo? ', [' one', '', 'two?']],
    ['1\n2\n3\n4\n5\n6\n', ['2', '3', '4', '5', '6']],
    ['\u001b[31mred?\u001b[0m ', ['red?']],
    ['10 %\r50 %\rdone', ['done']],
    ['old\n\u001b[H\u001b[2J\u001b[3Jnew\n', ['new']],
    ['old\n\u001b[Hnew\n\u001b[J', ['old', 'new']],
    ['', []],
    ['\n\n', []],
  ])('of %j are %j', (output, lines) => {
    expect(lastLines(output)).toEqual(lines)
  })
})

describe('an expected prompt', () => {
  const storage = { id: 'storage', pattern: /storage configured[^\n]*\(yes\/no\) ?$/ }
  const login = { id: 'login', pattern: /Logins are needed[^\n]*\n[^\n]*\(yes\/no\) ?$/ }
  const anywhere = { id: 'anywhere', pattern: /please confirm/i }
  const find = (...lines: string[]) => findExpected([storage, login, anywhere], lines)?.id

  it('is found at the end, over several lines, and without an anchor', () => {
    expect(find('storage configured? (yes/no)')).toBe('storage')
    expect(find('Logins are needed. Have them?', 'If not … (yes/no)')).toBe('login')
    expect(find('Please confirm: [yes]')).toBe('anywhere')
  })

  it('is found above lines that are not prompts', () => {
    expect(find('storage configured? (yes/no)', 'See the guide.', '')).toBe('storage')
  })

  it.each(['Delete all data? (yes/no)', 'Name:', '请输入名称：', 'Press Enter to continue'])(
    'is not found above the other prompt %j',
    (other) => {
      expect(find('storage configured? (yes/no)', other)).toBeUndefined()
    },
  )

  it('is the last one of two', () => {
    expect(find('Please confirm: yes', 'storage configured? (yes/no)')).toBe('storage')
  })
})
