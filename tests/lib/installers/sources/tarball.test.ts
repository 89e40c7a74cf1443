import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { LISTING_OPTIONS, type TarballValidation, validateListing } from '@/lib/installers/sources/tarball'

/** Creates a tarball with arbitrary entries, even invalid ones; each is [name, kind, link target, size]. */
const SCRIPT = `
import io, json, sys, tarfile
kinds = dict(file=tarfile.REGTYPE, folder=tarfile.DIRTYPE, link=tarfile.SYMTYPE, hard=tarfile.LNKTYPE,
    character=tarfile.CHRTYPE, block=tarfile.BLKTYPE, fifo=tarfile.FIFOTYPE, contiguous=tarfile.CONTTYPE)
path, entries = json.load(sys.stdin)
with tarfile.open(path, 'w:gz', format=tarfile.PAX_FORMAT) as archive:
    for name, kind, target, size in entries:
        info = tarfile.TarInfo(name)
        info.type, info.linkname, info.size = kinds[kind], target, size
        archive.addfile(info, io.BytesIO(b'x' * size))
`
type Kind = 'file' | 'folder' | 'link' | 'hard' | 'character' | 'block' | 'fifo' | 'contiguous'
type Entry = [name: string, kind?: Kind, target?: string, size?: number]

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'tarball-'))
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

function listing(entries: readonly Entry[], locale = 'C'): string {
  const path = join(folder, 'made.tar.gz')
  const whole = entries.map(([name, kind = 'file', target = '', size = 0]) => [name, kind, target, size])
  execFileSync('/usr/bin/python3', ['-c', SCRIPT], { input: JSON.stringify([path, whole]) })
  const env = { ...process.env, LC_ALL: locale, TZ: 'UTC' }
  return execFileSync('tar', [...LISTING_OPTIONS, path], { env, encoding: 'utf8', stdio: 'pipe' })
}

function validate(...entries: Entry[]): TarballValidation {
  return validateListing(listing(entries))
}

const ROOT: Entry = ['p/', 'folder']

describe('a valid tarball', () => {
  test.each<[string, Entry[]]>([
    ['one folder', [ROOT, ['p/a', 'file', '', 5]]],
    ['an implied folder', [['p/a/b']]],
    ['names with a leading ./', [['./', 'folder'], ['./p/', 'folder'], ['./p/a']]],
    [
      'unusual names',
      [
        ROOT,
        ['p/a b'],
        ['p/new\nline'],
        ['p/back\\slash'],
        ['p/"q"'],
        ['p/..a'],
        ['p/...'],
        ['p/é'],
        ['p/ x'],
      ],
    ],
    ['a file named like a link', [ROOT, ['p/-> x'], ['p/a -> ..'], ['p/a link to /etc']]],
    [
      'links that stay inside',
      [
        ROOT,
        ['p/a/b', 'link', '../c'],
        ['p/c'],
        ['p/d', 'link', 'a/b'],
        ['p/e', 'link', '.'],
        ['p/none', 'link', 'x/y'],
      ],
    ],
    [
      'a link through a link that stays inside',
      [ROOT, ['p/a/b/f'], ['p/l', 'link', 'a/b'], ['p/m', 'link', 'l/../..']],
    ],
    ['hard links to its own files', [ROOT, ['p/a'], ['p/b', 'hard', 'p/a'], ['p/c', 'hard', './p/b']]],
    ['a file twice', [ROOT, ['p/a'], ['p/a'], ROOT]],
    ['a contiguous file', [ROOT, ['p/a', 'contiguous']]],
    ['a long name', [ROOT, [`p/${'x'.repeat(200)}/${'y'.repeat(200)}`]]],
  ])('%s', (_, entries) => {
    const bytes = entries.reduce((sum, [, , , size = 0]) => sum + size, 0)
    expect(validate(...entries)).toMatchObject({ ok: true, folder: 'p', entries: entries.length, bytes })
  })

  test('has an unescaped folder name in any locale', () => {
    const entries: Entry[] = [['套 件\t\\x/', 'folder'], ['套 件\t\\x/a']]
    for (const locale of ['C', 'C.UTF-8'])
      expect(validateListing(listing(entries, locale))).toMatchObject({ ok: true, folder: '套 件\t\\x' })
  })
})

describe('a refused tarball', () => {
  test.each<[string, string, string, Entry[]]>([
    ['an absolute name', 'absolute', '/etc/cron.d/x', [ROOT, ['/etc/cron.d/x']]],
    ['a name outside of the folder', 'outside', '../x', [ROOT, ['../x']]],
    ['a name that leaves the folder and returns', 'outside', 'p/../p/x', [ROOT, ['p/../p/x']]],
    ['a name with a trailing ..', 'outside', 'p/a/../', [ROOT, ['p/a/..', 'folder']]],
    ['a link to an absolute path', 'link', 'p/l', [ROOT, ['p/l', 'link', '/etc/passwd']]],
    ['a link outside of the folder', 'link', 'p/l', [ROOT, ['p/l', 'link', '../x']]],
    ['a link to the parent folder', 'link', 'p/l', [ROOT, ['p/l', 'link', '..']]],
    ['a link that leaves the folder and returns', 'link', 'p/a/l', [ROOT, ['p/a/l', 'link', '../../p/x']]],
    [
      'a link outside of the folder through an earlier link',
      'link',
      'p/m',
      [ROOT, ['p/l', 'link', '.'], ['p/m', 'link', 'l/..']],
    ],
    [
      'a link outside of the folder through a later link',
      'link',
      'p/a/m',
      [ROOT, ['p/a/m', 'link', '../l/..'], ['p/l', 'link', '.']],
    ],
    ['recursive links', 'link', 'p/a', [ROOT, ['p/a', 'link', 'b'], ['p/b', 'link', 'a']]],
    ['a file written through a link', 'other', 'p/l/x', [ROOT, ['p/l', 'link', 'a'], ['p/l/x']]],
    ['a link that replaces a folder', 'duplicate', 'p/a', [ROOT, ['p/a/x'], ['p/a', 'link', 'y']]],
    ['a file that replaces a link', 'duplicate', 'p/a', [ROOT, ['p/a', 'link', 'y'], ['p/a']]],
    ['a link with two targets', 'duplicate', 'p/a', [ROOT, ['p/a', 'link', 'y'], ['p/a', 'link', 'z']]],
    ['a file in a file', 'duplicate', 'p/a/b', [ROOT, ['p/a'], ['p/a/b']]],
    [
      'a link with an ambiguous target',
      'other',
      'p/a -> ../../x -> y',
      [ROOT, ['p/a -> ../../x', 'link', 'y']],
    ],
    ['a hard link to an absolute path', 'link', 'p/h', [ROOT, ['p/h', 'hard', '/etc/shadow']]],
    ['a hard link outside of the folder', 'link', 'p/h', [ROOT, ['p/h', 'hard', '../x']]],
    ['a hard link to a missing entry', 'link', 'p/h', [ROOT, ['p/h', 'hard', 'p/none']]],
    ['a hard link to itself', 'link', 'p/h', [ROOT, ['p/h', 'hard', 'p/h']]],
    [
      'a hard link that moves a symlink',
      'link',
      'p/h',
      [ROOT, ['p/a/l', 'link', '..'], ['p/h', 'hard', 'p/a/l']],
    ],
    ['a character device', 'kind', 'p/c', [ROOT, ['p/c', 'character']]],
    ['a block device', 'kind', 'p/b', [ROOT, ['p/b', 'block']]],
    ['a fifo', 'kind', 'p/f', [ROOT, ['p/f', 'fifo']]],
    ['a link as the root', 'other', './', [['./', 'link', 'x']]],
  ])('for %s', (_, reason, entry, entries) => {
    expect(validate(...entries)).toEqual({ ok: false, failure: 'tarball-unsafe', reason, entry })
  })

  test('for no entries', () => {
    expect(validate()).toEqual({ ok: false, failure: 'tarball-broken', reason: 'empty' })
    expect(validate(['./', 'folder'])).toEqual({ ok: false, failure: 'tarball-broken', reason: 'empty' })
  })

  test.each<[string, Entry[]]>([
    ['several folders', [ROOT, ['q/', 'folder']]],
    ['a file next to the folder', [ROOT, ['p/a'], ['readme']]],
    ['a single file', [['readme']]],
    ['a link next to the folder', [ROOT, ['q', 'link', 'p']]],
  ])('for %s', (_, entries) => {
    expect(validate(...entries)).toEqual({ ok: false, failure: 'tarball-broken', reason: 'several' })
  })

  test('for too many entries or bytes', () => {
    const text = listing([ROOT, ['p/a', 'file', '', 1000], ['p/b', 'file', '', 1000]])
    expect(validateListing(text, { entries: 3, bytes: 2000 })).toMatchObject({
      ok: true,
      entries: 3,
      bytes: 2000,
    })
    expect(validateListing(text, { entries: 2, bytes: 2000 })).toEqual({
      ok: false,
      failure: 'tarball-too-many',
      limit: 2,
    })
    expect(validateListing(text, { entries: 3, bytes: 1999 })).toEqual({
      ok: false,
      failure: 'tarball-too-large',
      bytes: 2000,
      limit: 1999,
    })
  })

  test.each(['tar: not a line\n', 'total 0\n', '\n', '-rw-r--r-- 0/0 1 1970-01-01 00:00\n'])(
    'for a line that tar does not write: %j',
    (line) => {
      expect(validateListing(line)).toEqual({ ok: false, failure: 'tarball-broken', reason: 'other' })
    },
  )
})

test('validation never throws for any listing', () => {
  const name = fc.array(
    fc.constantFrom('p', 'a', '..', '.', '/', '//', ' -> ', ' link to ', '\\n', '\\', ' '),
    { maxLength: 8 },
  )
  const line = fc
    .tuple(fc.constantFrom('-', 'd', 'l', 'h', 'c', '?'), name)
    .map(([letter, parts]) => `${letter}rw-r--r-- 0/0               1 1970-01-01 00:00 ${parts.join('')}`)
  fc.assert(
    fc.property(fc.array(fc.oneof(line, fc.string())), (lines) => {
      expect(validateListing(lines.join('\n')).ok).toBeTypeOf('boolean')
    }),
  )
})

test('unpacking a valid tarball never writes outside of its folder', () => {
  const part = fc.constantFrom('p', 'a', 'b', 'c')
  const path = fc.array(part, { maxLength: 3 }).map((parts) => ['p', ...parts].join('/'))
  const target = fc
    .array(fc.constantFrom('..', 'a', 'b', 'c', '.', 'p'), { minLength: 1, maxLength: 4 })
    .map((parts) => parts.join('/'))
  const entry = fc.oneof(
    path.map((name): Entry => [name]),
    fc.tuple(path, target).map(([name, to]): Entry => [name, 'link', to]),
    fc.tuple(path, path).map(([name, to]): Entry => [name, 'hard', to]),
  )
  const cases = fc.sample(fc.array(entry, { minLength: 3, maxLength: 8 }), 1500)
  const line = ([name, kind = 'file', to = '']: Entry) => {
    const tail = { file: name, link: `${name} -> ${to}`, hard: `${name} link to ${to}` }[String(kind)] ?? name
    return `${{ link: 'l', hard: 'h' }[String(kind)] ?? '-'}rw-r--r-- 0/0 0 1970-01-01 00:00 ${tail}`
  }
  const accepted = cases
    .filter((entries) => validateListing([...entries.map(line)].join('\n')).ok)
    .slice(0, 40)
  expect(accepted.length).toBeGreaterThan(5)
  for (const entries of accepted) {
    const unpacked = join(folder, 'unpacked')
    listing(entries)
    execFileSync(
      'sh',
      [
        '-c',
        'rm -rf "$1" && mkdir "$1" && tar -xzf "$2" -C "$1"',
        'sh',
        unpacked,
        join(folder, 'made.tar.gz'),
      ],
      { stdio: 'pipe' },
    )
    const script = 'find "$1" -type l -exec readlink -m {} +; find "$1" -mindepth 1 -maxdepth 1'
    const paths = execFileSync('sh', ['-c', script, 'sh', unpacked], { encoding: 'utf8' }).trim().split('\n')
    for (const path of paths)
      expect(`${path}/`.startsWith(`${unpacked}/p/`), JSON.stringify(entries)).toBe(true)
  }
})
