import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { logCopyBytes, openLogCopy, removeLogCopy, rewriteLogCopy } from '@/server/runs/log/log-copy'
import { vaultOf } from '../../clusters/vaults'

const vault = vaultOf('the key of this folder')
const LINE = 'TASK [console : password is MARKED-secret] ***\n'
const LOG = Buffer.from(LINE.repeat(500))
let folder: string
let count = 0
const newPath = () => path.join(folder, `log${++count}`)

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'log-copy-'))
})
afterAll(() => rm(folder, { recursive: true }))

describe("the copy of a run's log", () => {
  it('returns what was written at any offset and in any chunks, and is unreadable on disk', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.nat(LOG.length), { maxLength: 20 }),
        fc.nat(LOG.length + 50),
        fc.nat(2 * LOG.length),
        async (sizes, offset, length) => {
          const at = newPath()
          const copy = await openLogCopy(at, vault)
          const offsets = [0, ...sizes.sort((one, other) => one - other), LOG.length]
          for (const [n, start] of offsets.entries())
            await copy.write(LOG.subarray(start, offsets[n + 1]), start)
          const expected = LOG.subarray(offset, offset + length)
          expect((await copy.read(offset, length)).equals(expected)).toBe(true)
          await copy.close()
          expect(await logCopyBytes(at)).toBe(LOG.length)
          const onDisk = await readFile(at)
          expect(onDisk.includes('MARKED')).toBe(false)
          expect(onDisk.includes('TASK')).toBe(false)
        },
      ),
      { numRuns: 30 },
    )
  })

  it('is the same for processes that create it simultaneously', async () => {
    const at = newPath()
    const copies = await Promise.all(Array.from({ length: 20 }, () => openLogCopy(at, vault)))
    await Promise.all(copies.map((copy, n) => copy.write(LOG.subarray(n * 100, (n + 1) * 100), n * 100)))
    for (const copy of copies) expect((await copy.read(0, 5000)).equals(LOG.subarray(0, 2000))).toBe(true)
    await Promise.all(copies.map((copy) => copy.close()))
    expect((await readdir(folder)).filter((name) => name.startsWith(`${path.basename(at)}.`))).toEqual([])
  })

  it('has a random counter and mode 0600', async () => {
    const [one, other] = [newPath(), newPath()]
    for (const at of [one, other]) {
      const copy = await openLogCopy(at, vault)
      await copy.write(LOG, 0)
      await copy.close()
      expect((await stat(at)).mode & 0o777).toBe(0o600)
    }
    const contentOf = async (at: string) => (await readFile(at)).subarray(48)
    expect((await contentOf(one)).equals(await contentOf(other))).toBe(false)
  })

  it('does not open with another key, and stays unchanged', async () => {
    const at = newPath()
    const copy = await openLogCopy(at, vault)
    await copy.write(LOG, 0)
    await copy.close()
    const original = await readFile(at)
    await expect(openLogCopy(at, vaultOf('another key'))).rejects.toMatchObject({
      kind: 'secrets-locked',
    })
    expect((await readFile(at)).equals(original)).toBe(true)
  })

  it('of a version without encryption is encrypted when it is opened', async () => {
    for (const text of [LOG.toString(), 'short\n', '']) {
      const at = newPath()
      await writeFile(at, text, { mode: 0o644 })
      const copy = await openLogCopy(at, vault)
      expect((await copy.read(0, LOG.length + 1)).toString()).toBe(text)
      await copy.write(Buffer.from('more\n'), text.length)
      expect((await copy.read(0, LOG.length + 10)).toString()).toBe(`${text}more\n`)
      await copy.close()
      expect((await stat(at)).mode & 0o777).toBe(0o600)
      expect(await readFile(at, 'utf8')).not.toContain('short')
    }
  })

  it('deletes temporary files of dead processes, not those of running ones', async () => {
    const at = newPath()
    const temporaryFiles = async () =>
      (await readdir(folder)).filter((name) => name.startsWith(`${path.basename(at)}.`))
    await (await openLogCopy(at, vault)).close()
    const exited = spawn('true')
    await once(exited, 'close')
    let abandoned = ''
    await rewriteLogCopy(at, vault, async (_, to) => {
      await to.write(LOG, 0)
      const [name = ''] = await temporaryFiles()
      // Named like the temporary file of a dead process.
      abandoned = name.replace(`.${process.pid}_`, `.${exited.pid}_`)
      await writeFile(path.join(folder, abandoned), LOG)
      await writeFile(path.join(folder, `${path.basename(at)}.0123456789ab`), LOG)
      expect(await temporaryFiles()).toHaveLength(3)
      await (await openLogCopy(at, vault)).close()
      expect(await temporaryFiles(), 'only the one that is being written').toEqual([name])
    })
    expect(await logCopyBytes(at)).toBe(LOG.length)
    await rename(at, path.join(folder, abandoned))
    await removeLogCopy(at)
    expect(await temporaryFiles()).toEqual([])
  })
})
