import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { LocalMachine } from '@/server/machine/local'
import { RequestFailure } from '@/server/request-failure'
import { readExistingFiles, writeFiles } from '@/server/runs/start/write-files'

const machine = new LocalMachine()
const NOW = new Date('2026-01-31T23:59:58.999Z')
const made: string[] = []
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "write files it's "))
  made.push(folder)
})
afterAll(() => Promise.all(made.map((one) => rm(one, { recursive: true }))))

const file = (text: string, name = 'conf/hosts.ini') => ({ path: name, text, secrets: [] })
const text = (name: string) => readFile(path.join(folder, name), 'utf8')
const modeOf = async (name: string) => (await stat(path.join(folder, name))).mode & 0o777

describe('writing the rendered files', () => {
  it('makes what is not there, with its folder, for its owner alone', async () => {
    expect(await writeFiles(machine, folder, [file('new')], NOW)).toEqual([
      { path: `${folder}/conf/hosts.ini` },
    ])
    expect(await text('conf/hosts.ini')).toBe('new')
    expect(await modeOf('conf/hosts.ini')).toBe(0o600)
    expect(await modeOf('conf')).toBe(0o700)
    expect(await readdir(path.join(folder, 'conf'))).toEqual(['hosts.ini'])
  })

  it('keeps what was there beside it under its date, byte for byte and for its owner alone', async () => {
    await mkdir(path.join(folder, 'conf'))
    const before = Buffer.from([0xff, 0xfe, 0, 10, 13, 0x80])
    await writeFile(path.join(folder, 'conf/hosts.ini'), before, { mode: 0o644 })
    const backup = 'conf/hosts.ini.20260131T235958.bak'
    expect(await writeFiles(machine, folder, [file('new')], NOW)).toEqual([
      { path: `${folder}/conf/hosts.ini`, backup: `${folder}/${backup}` },
    ])
    expect((await readFile(path.join(folder, backup))).equals(before)).toBe(true)
    expect(await modeOf(backup)).toBe(0o600)
    expect(await modeOf('conf/hosts.ini')).toBe(0o600)
    expect((await readdir(path.join(folder, 'conf'))).sort()).toEqual([
      'hosts.ini',
      'hosts.ini.20260131T235958.bak',
    ])
  })

  it('leaves alone what already says the same', async () => {
    await writeFiles(machine, folder, [file('same')], NOW)
    const { ino, mtimeMs } = await stat(path.join(folder, 'conf/hosts.ini'))
    expect(await writeFiles(machine, folder, [file('same')], NOW)).toEqual([])
    expect(await stat(path.join(folder, 'conf/hosts.ini'))).toMatchObject({ ino, mtimeMs })
  })

  it('follows no link out of the package, be it the folder, the file or one that leads to nothing', async () => {
    const away = await mkdtemp(path.join(tmpdir(), 'away-'))
    made.push(away)
    await writeFile(path.join(away, 'hosts.ini'), 'theirs\n')
    const refused = (target: string) => ({
      kind: 'package-link-outside',
      facts: { path: `${folder}/conf/hosts.ini`, target },
    })
    const known = { files: ['conf/hosts.ini'], edited: [] }
    const tried = async (target: string) => {
      await expect(writeFiles(machine, folder, [file('new')], NOW)).rejects.toMatchObject(refused(target))
      await expect(readExistingFiles(machine, folder, known)).rejects.toMatchObject(refused(target))
    }
    await symlink(away, path.join(folder, 'conf'))
    await tried(`${away}/hosts.ini`)
    await rm(path.join(folder, 'conf'))
    await mkdir(path.join(folder, 'conf'))
    await symlink(`${away}/hosts.ini`, path.join(folder, 'conf/hosts.ini'))
    await tried(`${away}/hosts.ini`)
    await rm(path.join(folder, 'conf/hosts.ini'))
    await symlink(`${away}/none`, path.join(folder, 'conf/hosts.ini'))
    await tried(`${away}/none`)
    expect(await readFile(path.join(away, 'hosts.ini'), 'utf8')).toBe('theirs\n')
    expect(await readdir(away)).toEqual(['hosts.ini'])
  })

  it('follows no link to where a folder would have to be made', async () => {
    const away = await mkdtemp(path.join(tmpdir(), 'away-'))
    made.push(away)
    await symlink(away, path.join(folder, 'keys'))
    await expect(writeFiles(machine, folder, [file('new', 'keys/more/key')], NOW)).rejects.toMatchObject({
      kind: 'package-link-outside',
      facts: { target: `${away}/more/key` },
    })
    expect(await readdir(away)).toEqual([])
  })

  it('writes into a package that is itself named by a link', async () => {
    await mkdir(path.join(folder, 'real'))
    await symlink('real', path.join(folder, 'named'))
    await writeFiles(machine, `${folder}/named`, [file('new')], NOW)
    expect(await text('real/conf/hosts.ini')).toBe('new')
  })

  it('writes beside and renames over, so that whoever reads has the old file or the new one', async () => {
    await writeFiles(machine, folder, [file('old')], NOW)
    const { ino } = await stat(path.join(folder, 'conf/hosts.ini'))
    const seen = new Set<string>()
    let reading = true
    const reader = (async () => {
      while (reading) seen.add(await text('conf/hosts.ini'))
    })()
    const long = 'new\n'.repeat(200_000)
    await writeFiles(machine, folder, [file(long)], NOW)
    reading = false
    await reader
    expect((await stat(path.join(folder, 'conf/hosts.ini'))).ino).not.toBe(ino)
    expect([...seen].every((one) => one === 'old' || one === long)).toBe(true)
  })

  it('makes a file that others could read its owner’s alone, even where its text stays', async () => {
    await mkdir(path.join(folder, 'conf'))
    await writeFile(path.join(folder, 'conf/hosts.ini'), 'same', { mode: 0o644 })
    await writeFiles(machine, folder, [file('same')], NOW)
    expect(await modeOf('conf/hosts.ini')).toBe(0o600)
  })

  it('keeps two backups of one second apart', async () => {
    for (const words of ['first', 'second', 'third']) await writeFiles(machine, folder, [file(words)], NOW)
    const names = (await readdir(path.join(folder, 'conf'))).sort()
    const kept = await Promise.all(names.map((name) => text(`conf/${name}`)))
    expect(kept.sort()).toEqual(['first', 'second', 'third'])
  })
})

describe('reading the present files', () => {
  it('has only those that are there', async () => {
    await mkdir(path.join(folder, 'conf'))
    await writeFile(path.join(folder, 'conf/vars.yml'), 'a: é\n')
    await symlink('vars.yml', path.join(folder, 'conf/link.yml'))
    const found = await readExistingFiles(machine, folder, {
      files: ['conf/vars.yml', 'conf/none', 'conf/link.yml'],
      edited: ['conf/vars.yml'],
    })
    expect([...found]).toEqual([
      ['conf/vars.yml', 'a: é\n'],
      ['conf/link.yml', 'a: é\n'],
    ])
  })

  it('says so where one cannot be read', async () => {
    await mkdir(path.join(folder, 'conf/vars.yml'), { recursive: true })
    await expect(
      readExistingFiles(machine, folder, { files: ['conf/vars.yml'], edited: [] }),
    ).rejects.toMatchObject({
      kind: 'file-access',
    })
  })

  it('refuses one that is to be changed in place and is no UTF-8, with the line', async () => {
    await mkdir(path.join(folder, 'conf'))
    const gbk = Buffer.from('a: 1\n# \xc5\xe4\xd6\xc3\nb: \ufffd\n', 'latin1')
    await writeFile(path.join(folder, 'conf/vars.yml'), gbk)
    const files = ['conf/vars.yml']
    const reading = readExistingFiles(machine, folder, { files, edited: files })
    await expect(reading).rejects.toBeInstanceOf(RequestFailure)
    await expect(reading).rejects.toMatchObject({
      kind: 'vars-unreadable',
      facts: { code: 'notUtf8', line: 2, reason: '0xC5' },
    })
    // Replaced as a whole, it need not be understood.
    expect((await readExistingFiles(machine, folder, { files, edited: [] })).size).toBe(1)
  })
})
