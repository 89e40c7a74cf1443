import { execFile } from 'node:child_process'
import { existsSync } from 'node:fs'
import { link, mkdir, mkdtemp, readdir, readFile, stat, symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { describe, expect, it } from 'vitest'
import { answerJob } from '@/server/runs/job/answers'
import { MAIN_SH } from '@/server/runs/job/files'
import { entry, followToEnd, machine, testJobs } from './test-jobs'

const { folder: jobsFolder, nextId, start } = testJobs()

describe('the lock in the package', () => {
  const shells = [['dash'], ['bash', '--posix'], ['busybox', 'sh']].filter(([program = '']) =>
    existsSync(`/usr/bin/${program}`),
  )

  /** A package whose lock is a link to a file outside, depending on `kind`. */
  async function packageWith(kind: 'link' | 'link to nothing' | 'second name' | 'none') {
    const folder = await mkdtemp(path.join(jobsFolder(), "package it's "))
    const [lock, target] = [path.join(folder, '.taskbox-lock'), path.join(folder, 'target')]
    if (kind !== 'link to nothing') await writeFile(target, 'content\n')
    if (kind === 'second name') await link(target, lock)
    else if (kind !== 'none') await symlink(target, lock)
    return { folder, lock, readTarget: () => readFile(target, 'utf8').catch(() => 'nothing') }
  }

  it('excludes other jobs while the job runs, and names its owner', async () => {
    const { folder, lock } = await packageWith('none')
    const job = await start('read -r x', { packageFolder: folder })
    expect(await readFile(lock, 'utf8')).toMatch(`${path.basename(job)} `)
    expect((await stat(lock)).mode & 0o777).toBe(0o600)
    await expect(start('true', { packageFolder: folder })).rejects.toMatchObject({
      kind: 'run-active',
      facts: { run: path.basename(job) },
    })
    await answerJob(machine, job, { id: 'q1', text: '', entry: entry('') })
    await followToEnd(job)
    const next = await start('true', { packageFolder: folder })
    await followToEnd(next)
    expect(await readFile(lock, 'utf8')).toMatch(new RegExp(`^${path.basename(next)} \\d+ \\d+ \\S+\\n$`))
  })

  it.each([
    ['link', 'content\n'],
    ['link to nothing', 'nothing'],
    ['second name', 'content\n'],
  ] as const)('is not written through a %s, and the job is deleted', async (kind, content) => {
    const { folder, lock, readTarget } = await packageWith(kind)
    const runId = nextId()
    await expect(start('true', { runId, packageFolder: folder })).rejects.toMatchObject({
      kind: 'package-lock-linked',
      facts: { path: lock },
    })
    expect(await readTarget()).toBe(content)
    expect(await readdir(jobsFolder())).not.toContain(runId)
  })

  it.each(shells)('is not written through a link that replaced it after the check (%s)', async (...shell) => {
    for (const kind of ['none', 'link', 'link to nothing', 'second name'] as const) {
      const { folder, lock, readTarget } = await packageWith(kind)
      const original = await readTarget()
      const job = path.join(folder, 'job')
      await mkdir(job)
      for (const [name, text] of Object.entries({ python: '/usr/bin/python3', package: folder, stop: '' }))
        await writeFile(path.join(job, name), `${text}\n`)
      await promisify(execFile)('mkfifo', [path.join(job, 'in')])
      const [program = '', ...options] = shell
      await promisify(execFile)(program, [...options, '-c', MAIN_SH], { cwd: job }).catch(() => undefined)
      expect(await readTarget(), kind).toBe(original)
      expect(existsSync(path.join(job, 'pid')), kind).toBe(kind === 'none')
      if (kind === 'none') expect(await readFile(lock, 'utf8')).toMatch(/^job \d+ \d+ \S+\n$/)
    }
  })
})
