import { execFileSync } from 'node:child_process'
import { readdir, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { beforeAll, expect, it } from 'vitest'
import { keySource, Vault } from '@/server/clusters/vault'
import { RunStore } from '@/server/runs/run-store'
import { storeEndedRun } from '../server/runs/ended-run'
import { taskbox, testFolder } from './taskbox'

const folder = testFolder()
const data = path.join(folder, 'data')
const bundle = (...more: string[]) => taskbox(['bundle', 'run-1', '--data', data, ...more], { cwd: folder })

beforeAll(async () => {
  // The home folder of the tests' command line.
  const vault = new Vault(keySource(data, { HOME: tmpdir() }), data)
  await storeEndedRun(new RunStore(path.join(data, 'runs'), vault), 'PLAY [all] ***\nMARKED-h1-password\n')
})

it('writes a bundle with a name of its own, which only its user can read, and prints its path', async () => {
  const { code, stdout, stderr } = await bundle()
  expect(code, stderr).toBe(0)
  const file = stdout.toString().trim()
  expect(path.basename(file)).toMatch(/^taskbox-production-1-run-1-\d{8}T\d{6}Z\.tar\.gz$/)
  expect(path.dirname(file)).toBe(folder)
  expect((await stat(file)).mode & 0o777).toBe(0o600)
  const log = execFileSync('tar', ['-xzOf', file, '--wildcards', '*/log.txt'], { encoding: 'utf8' })
  expect(log).toBe(`PLAY [all] ***\n${'*'.repeat(18)}\n`)
})

it('writes to a file or to standard output, and replaces no file', async () => {
  expect((await bundle('-o', 'b.tar.gz')).code).toBe(0)
  const again = await bundle('-o', 'b.tar.gz')
  expect([again.code, again.stderr]).toEqual([1, expect.stringContaining('already exists')])
  expect((await bundle('-o', 'none/b.tar.gz')).stderr).toContain('its folder does not exist')
  const { stdout } = await bundle('-o', '-')
  expect(execFileSync('tar', ['-tzf', '-'], { input: stdout, encoding: 'utf8' })).toContain('/README.txt\n')
  expect((await readdir(folder)).filter((name) => name === 'b.tar.gz')).toHaveLength(1)
})

it('prints the text for an issue, and names an unknown run', async () => {
  expect((await bundle('--issue')).stdout.toString()).toMatch(
    /^### KubeSphere advanced-1\.0\.0: Install failed\n/,
  )
  const unknown = await taskbox(['bundle', 'other', '--data', data])
  expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringContaining('Run other does not exist')])
})
