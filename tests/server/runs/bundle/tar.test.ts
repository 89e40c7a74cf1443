import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import { type TarFile, writeTar } from '@/server/runs/bundle/tar'

const folder = mkdtempSync(path.join(tmpdir(), 'tar-'))
afterAll(() => rmSync(folder, { recursive: true }))

const MODIFIED = new Date('2020-12-01T14:15:00Z')
const bytes = (text: string) => [Buffer.from(text)]

async function extract(files: TarFile[]): Promise<(name: string) => string> {
  const archive = path.join(folder, 'a.tar')
  const chunks: Uint8Array[] = []
  for await (const chunk of writeTar(files, MODIFIED)) chunks.push(chunk)
  writeFileSync(archive, Buffer.concat(chunks))
  execFileSync('tar', ['-C', folder, '-xf', archive])
  return (name) => readFileSync(path.join(folder, name), 'utf8')
}

it('is extracted by tar, with folders, long paths, empty files and files that end at a block', async () => {
  const long = `${'folder/'.repeat(20)}${'n'.repeat(90)}.yml`
  const read = await extract([
    { path: 'empty', size: 0, content: [] },
    { path: 'block', size: 512, content: bytes('b'.repeat(512)) },
    { path: long, size: 5, content: bytes('hello') },
    { path: '文件.txt', size: 3, content: bytes('abc') },
  ])
  expect([read('empty'), read('block'), read(long), read('文件.txt')]).toEqual([
    '',
    'b'.repeat(512),
    'hello',
    'abc',
  ])
  const listed = execFileSync('tar', ['--utc', '-tvf', path.join(folder, 'a.tar'), 'block'], {
    encoding: 'utf8',
  })
  expect(listed).toMatch(/^-rw------- 0\/0 +512 2020-12-01 14:15 block\n$/)
})

it('has stars in place of bytes that are missing, and none that are too many', async () => {
  const read = await extract([
    { path: 'short', size: 700, content: bytes('begin') },
    { path: 'long', size: 3, content: [...bytes('ab'), ...bytes('cdef')] },
  ])
  expect(read('short')).toBe(`begin${'*'.repeat(695)}`)
  expect(read('long')).toBe('abc')
})

it('states sizes above eight gigabytes as tar reads them', async () => {
  const size = 9 * 1024 ** 3
  const header = await writeTar([{ path: 'log.txt', size, content: [] }], MODIFIED).next()
  const archive = path.join(folder, 'large.tar')
  writeFileSync(archive, header.value ?? '')
  // The content is missing, so only the listing is of interest.
  const script = `import sys, tarfile; print(tarfile.open(sys.argv[1]).next().size)`
  expect(execFileSync('python3', ['-c', script, archive], { encoding: 'utf8' }).trim()).toBe(String(size))
})

it('refuses a path that no header can contain', async () => {
  const files = writeTar([{ path: 'n'.repeat(101), size: 0, content: [] }], MODIFIED)
  await expect(files.next()).rejects.toThrow('too long')
})
