import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { prepareAnswers } from '@/server/commands/prepared-answers'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'answers-'))
  await writeFile(path.join(folder, 'word'), 'from a file\n')
})
afterAll(() => rm(folder, { recursive: true }))
afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllEnvs()
})

const answerTo = (text: string, ...options: string[]) => prepareAnswers(options)?.answerFor({ text })?.text

describe('a prepared answer', () => {
  it.each([
    ['continue', 'Continue? (yes/no)', true],
    ['go on', 'Continue? (yes/no)', false],
    ['(yes/no)', 'First line\nContinue? (yes/no)', true],
    ['是否继续', '是否继续安装', true],
    ['/^continue\\?/i', 'Continue? (yes/no)', true],
    ['/^continue\\?/', 'Continue? (yes/no)', false],
    ['/a|b=c/', 'b=c', true],
    ['/opt', 'Use /opt/kubernetes?', true],
  ])('for %j answers %j: %s', (pattern, text, matches) => {
    expect(answerTo(text, `${pattern}=an=swer`)).toBe(matches ? 'an=swer' : undefined)
  })

  it('is the first one that matches, and may be empty', () => {
    expect(answerTo('Press Enter', 'enter=', 'press=no')).toBe('')
  })

  it('is read from a variable or a file', () => {
    vi.stubEnv('VAULT_WORD', 'from a variable')
    expect(answerTo('Password:', `password=\${env:VAULT_WORD}`)).toBe('from a variable')
    expect(answerTo('Password:', `password=\${file:${folder}/word}`)).toBe('from a file')
  })

  it('is given three times to the same text, and again to another one', () => {
    const answers = prepareAnswers(['name=x'])
    const taken = ['Name:', 'Name:', 'Name:', 'Name:', 'Other name:'].map(
      (text) => answers?.answerFor({ text })?.text,
    )
    expect(taken).toEqual(['x', 'x', 'x', undefined, 'x'])
  })
})

describe('an invalid prepared answer', () => {
  it.each([
    'no-equals-sign',
    '=hidden',
    '/(/=hidden',
    'a=hid\nden',
    `a=${'hidden'.repeat(700)}`,
    `a=\${env:NO_SUCH}`,
    `a=\${file:/no/such}`,
  ])('is refused without its text: %j', (option) => {
    const written: string[] = []
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => written.push(String(text)) > 0)
    expect(prepareAnswers(['fine=x', option])).toBeUndefined()
    expect(written.join('')).toMatch(/^taskbox: --answer “/)
    expect(written.join('')).not.toContain('hid')
  })
})
