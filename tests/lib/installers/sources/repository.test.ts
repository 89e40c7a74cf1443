import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cloneFolderName, parseRepository } from '@/lib/installers/sources/repository'

const URL = 'https://git.example.com/group/installer.git'
const COMMIT = '0123456789abcdef0123456789abcdef01234567'

const problemOf = (url: string, ref = 'v1.0') => {
  const parsed = parseRepository(url, ref)
  return parsed.ok ? undefined : parsed.problem
}

describe('the address of a repository', () => {
  it('has a host and a name', () => {
    expect(parseRepository(` ${URL}/ `, ' v1.0 ')).toEqual({
      ok: true,
      repository: { url: `${URL}/`, host: 'git.example.com', name: 'installer', ref: 'v1.0' },
    })
  })

  it.each([
    'http://git.example.com/x',
    'git://git.example.com/x',
    'ssh://git.example.com/x',
    'git@git.example.com:group/x',
    'file:///etc',
    'ext::sh -c id',
    'javascript:x',
  ])('is refused over another protocol than https: %s', (url) => {
    expect(['scheme', 'url']).toContain(problemOf(url))
  })

  it.each(['https://user:password@git.example.com/x', 'https://token@git.example.com/x'])(
    'is refused with credentials: %s',
    (url) => expect(problemOf(url)).toBe('credentials'),
  )

  it.each([
    '',
    '/opt/installer',
    '--upload-pack=id',
    'https://',
    'https://git.example.com',
    'https://git.example.com/x?private_token=y',
    'https://git.example.com/x#v1.0',
    'https://git.example.com/a b',
    'https://git.example.com/..',
    'https://git.example.com/-x',
  ])('is refused without a repository, or with anything else: %j', (url) => {
    expect(problemOf(url)).toBe('url')
  })
})

describe('a reference', () => {
  it.each(['v2.31.0', '1.2.0', 'release-2.28', 'feature/x', COMMIT])(
    'is a tag, branch or commit: %s',
    (ref) => expect(problemOf(URL, ref)).toBeUndefined(),
  )

  it.each([
    '',
    '-x',
    '--upload-pack=id',
    'a..b',
    'a//b',
    'a/',
    'a.lock',
    'a/.b',
    '.a',
    'a.',
    'a b',
    'a~1',
    'a^{}',
    'a:b',
    '+a',
    'refs/*',
    '@{-1}',
  ])('is refused if git reads anything else in it: %j', (ref) => {
    expect(problemOf(URL, ref)).toBe('ref')
  })

  it('gives a folder of one plain name', () => {
    const text = fc.string({ unit: fc.constantFrom('a', '1', '.', '-', '/', '_', '+', '@', ' ', '\n') })
    fc.assert(
      fc.property(text, text, (name, ref) => {
        const parsed = parseRepository(`https://git.example.com/${name}`, ref)
        if (!parsed.ok) return
        for (const kind of ['tag', 'branch', 'commit'] as const)
          expect(cloneFolderName(parsed.repository, kind, COMMIT)).toMatch(/^[A-Za-z0-9][\w.+-]*$/)
      }),
    )
  })
})

it('the folder of a branch also names the commit, because a branch moves', () => {
  const repository = { url: URL, host: 'git.example.com', name: 'installer', ref: 'release/2' }
  expect(cloneFolderName(repository, 'tag', COMMIT)).toBe('installer-release-2')
  expect(cloneFolderName(repository, 'branch', COMMIT)).toBe('installer-release-2-0123456789ab')
  expect(cloneFolderName(repository, 'commit', COMMIT)).toBe('installer-0123456789ab')
})
