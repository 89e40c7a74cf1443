import { execFile } from 'node:child_process'
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { toCluster } from '@/lib/cluster/draft/to-cluster'
import { kubesphere } from '@/lib/installers/kubesphere'
import { LocalMachine } from '@/server/machine/local'
import { RequestFailure } from '@/server/request-failure'
import { readExistingFiles, writeFiles, writeInstallerFiles } from '@/server/runs/start/write-files'
import { exampleDraft, release } from '@/tests/lib/cluster/example-draft'

const machine = new LocalMachine()
const NOW = new Date('2026-01-31T23:59:58.999Z')
const folders: string[] = []
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "write files it's "))
  folders.push(folder)
})
afterAll(() => Promise.all(folders.map((one) => rm(one, { recursive: true }))))

const file = (text: string, name = 'conf/hosts.ini') => ({ path: name, text, secrets: [] })
const text = (name: string) => readFile(path.join(folder, name), 'utf8')
const modeOf = async (name: string) => (await stat(path.join(folder, name))).mode & 0o777

describe('writing the rendered files', () => {
  it('creates a missing file and its folder with private modes', async () => {
    expect(await writeFiles(machine, folder, [file('new')], NOW)).toEqual([
      { path: `${folder}/conf/hosts.ini` },
    ])
    expect(await text('conf/hosts.ini')).toBe('new')
    expect(await modeOf('conf/hosts.ini')).toBe(0o600)
    expect(await modeOf('conf')).toBe(0o700)
    expect(await readdir(path.join(folder, 'conf'))).toEqual(['hosts.ini'])
  })

  it('backs up the old file byte for byte, with a date and mode 0600', async () => {
    await mkdir(path.join(folder, 'conf'))
    const original = Buffer.from([0xff, 0xfe, 0, 10, 13, 0x80])
    await writeFile(path.join(folder, 'conf/hosts.ini'), original, { mode: 0o644 })
    const backup = 'conf/hosts.ini.20260131T235958.bak'
    expect(await writeFiles(machine, folder, [file('new')], NOW)).toEqual([
      { path: `${folder}/conf/hosts.ini`, backup: `${folder}/${backup}` },
    ])
    expect((await readFile(path.join(folder, backup))).equals(original)).toBe(true)
    expect(await modeOf(backup)).toBe(0o600)
    expect(await modeOf('conf/hosts.ini')).toBe(0o600)
    expect((await readdir(path.join(folder, 'conf'))).sort()).toEqual([
      'hosts.ini',
      'hosts.ini.20260131T235958.bak',
    ])
  })

  it('does not rewrite an identical file', async () => {
    await writeFiles(machine, folder, [file('same')], NOW)
    const { ino, mtimeMs } = await stat(path.join(folder, 'conf/hosts.ini'))
    expect(await writeFiles(machine, folder, [file('same')], NOW)).toEqual([])
    expect(await stat(path.join(folder, 'conf/hosts.ini'))).toMatchObject({ ino, mtimeMs })
  })

  it('follows no link out of the package: folder, file or dangling link', async () => {
    const away = await mkdtemp(path.join(tmpdir(), 'away-'))
    folders.push(away)
    await writeFile(path.join(away, 'hosts.ini'), 'theirs\n')
    const refused = (target: string) => ({
      kind: 'package-link-outside',
      facts: { path: `${folder}/conf/hosts.ini`, target },
    })
    const known = { files: ['conf/hosts.ini'], editedFiles: [] }
    const expectRefused = async (target: string) => {
      await expect(writeFiles(machine, folder, [file('new')], NOW)).rejects.toMatchObject(refused(target))
      await expect(readExistingFiles(machine, folder, known)).rejects.toMatchObject(refused(target))
    }
    await symlink(away, path.join(folder, 'conf'))
    await expectRefused(`${away}/hosts.ini`)
    await rm(path.join(folder, 'conf'))
    await mkdir(path.join(folder, 'conf'))
    await symlink(`${away}/hosts.ini`, path.join(folder, 'conf/hosts.ini'))
    await expectRefused(`${away}/hosts.ini`)
    await rm(path.join(folder, 'conf/hosts.ini'))
    await symlink(`${away}/none`, path.join(folder, 'conf/hosts.ini'))
    await expectRefused(`${away}/none`)
    expect(await readFile(path.join(away, 'hosts.ini'), 'utf8')).toBe('theirs\n')
    expect(await readdir(away)).toEqual(['hosts.ini'])
  })

  it('follows no link to a folder that does not exist', async () => {
    const away = await mkdtemp(path.join(tmpdir(), 'away-'))
    folders.push(away)
    await symlink(away, path.join(folder, 'keys'))
    await expect(writeFiles(machine, folder, [file('new', 'keys/more/key')], NOW)).rejects.toMatchObject({
      kind: 'package-link-outside',
      facts: { target: `${away}/more/key` },
    })
    expect(await readdir(away)).toEqual([])
  })

  it('writes into a package whose path is a link', async () => {
    await mkdir(path.join(folder, 'real'))
    await symlink('real', path.join(folder, 'named'))
    await writeFiles(machine, `${folder}/named`, [file('new')], NOW)
    expect(await text('real/conf/hosts.ini')).toBe('new')
  })

  it('replaces a file atomically', async () => {
    await writeFiles(machine, folder, [file('old')], NOW)
    const { ino } = await stat(path.join(folder, 'conf/hosts.ini'))
    const versions = new Set<string>()
    let reading = true
    const reader = (async () => {
      while (reading) versions.add(await text('conf/hosts.ini'))
    })()
    const long = 'new\n'.repeat(200_000)
    await writeFiles(machine, folder, [file(long)], NOW)
    reading = false
    await reader
    expect((await stat(path.join(folder, 'conf/hosts.ini'))).ino).not.toBe(ino)
    expect([...versions].every((one) => one === 'old' || one === long)).toBe(true)
  })

  it('sets mode 0600 even on an unchanged file', async () => {
    await mkdir(path.join(folder, 'conf'))
    await writeFile(path.join(folder, 'conf/hosts.ini'), 'same', { mode: 0o644 })
    await writeFiles(machine, folder, [file('same')], NOW)
    expect(await modeOf('conf/hosts.ini')).toBe(0o600)
  })

  it('numbers two backups of the same second', async () => {
    for (const content of ['first', 'second', 'third'])
      await writeFiles(machine, folder, [file(content)], NOW)
    const names = (await readdir(path.join(folder, 'conf'))).sort()
    const backups = await Promise.all(names.map((name) => text(`conf/${name}`)))
    expect(backups.sort()).toEqual(['first', 'second', 'third'])
  })
})

describe('reading the existing files', () => {
  it('returns only files that exist', async () => {
    await mkdir(path.join(folder, 'conf'))
    await writeFile(path.join(folder, 'conf/vars.yml'), 'a: é\n')
    await symlink('vars.yml', path.join(folder, 'conf/link.yml'))
    const existing = await readExistingFiles(machine, folder, {
      files: ['conf/vars.yml', 'conf/none', 'conf/link.yml'],
      editedFiles: ['conf/vars.yml'],
    })
    expect([...existing]).toEqual([
      ['conf/vars.yml', 'a: é\n'],
      ['conf/link.yml', 'a: é\n'],
    ])
  })

  it('throws if a file cannot be read', async () => {
    await mkdir(path.join(folder, 'conf/vars.yml'), { recursive: true })
    await expect(
      readExistingFiles(machine, folder, { files: ['conf/vars.yml'], editedFiles: [] }),
    ).rejects.toMatchObject({
      kind: 'file-access',
    })
  })

  it('rejects a file to edit that is not UTF-8, and names the line', async () => {
    await mkdir(path.join(folder, 'conf'))
    const gbk = Buffer.from('a: 1\n# \xc5\xe4\xd6\xc3\nb: \ufffd\n', 'latin1')
    await writeFile(path.join(folder, 'conf/vars.yml'), gbk)
    const files = ['conf/vars.yml']
    const reading = readExistingFiles(machine, folder, { files, editedFiles: files })
    await expect(reading).rejects.toBeInstanceOf(RequestFailure)
    await expect(reading).rejects.toMatchObject({
      kind: 'vars-unreadable',
      facts: { problem: 'notUtf8', line: 2, reason: '0xC5' },
    })
    // A file that is replaced completely is not parsed.
    expect((await readExistingFiles(machine, folder, { files, editedFiles: [] })).size).toBe(1)
  })
})

describe("copies by the package's scripts", () => {
  const guide = toCluster(exampleDraft(), release)
  const clusterIn = (place: string) => ({ ...guide, installer: { ...guide.installer, source: place } })

  it('are private, although the package has readable files at their paths', async () => {
    const copy = 'k8s/inventory/my_cluster/hosts.ini'
    await mkdir(path.join(folder, path.dirname(copy)), { recursive: true })
    await writeFile(path.join(folder, copy), 'sample', { mode: 0o664 })
    await writeInstallerFiles(machine, clusterIn(folder), kubesphere)
    await promisify(execFile)('cp', ['-f', path.join(folder, 'conf/hosts.ini'), path.join(folder, copy)])
    expect(await text(copy)).toContain('PASSWORD')
    expect(await modeOf(copy)).toBe(0o600)
  })

  it('are refused if a link leads out of the package', async () => {
    await symlink('/etc', path.join(folder, 'k8s'))
    await expect(writeInstallerFiles(machine, clusterIn(folder), kubesphere)).rejects.toMatchObject({
      kind: 'package-link-outside',
    })
    expect(await readdir(folder)).toEqual(['k8s'])
  })
})
