import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmod, chown, mkdir, readdir, symlink, writeFile } from 'node:fs/promises'
import { beforeAll, describe, expect, it } from 'vitest'
import type { PreparationPlan } from '@/lib/ansible/prepare/plan'
import { prepare, testFolder } from './preparations'

const NOBODY = 65534
const folder = testFolder()

const plan = (more: Partial<PreparationPlan> = {}): PreparationPlan => ({
  environment: 'kubespray-2.31.0',
  requirements: ['ansible-core'],
  ansible: { from: '2.18.0', below: '2.19.0' },
  python: { oldest: '3.9', newest: '3.14' },
  folder: folder('environments'),
  ...more,
})

const refusal = async (more: Partial<PreparationPlan>, options?: Parameters<typeof prepare>[1]) => {
  const { exitCode, failure, tasks, log } = await prepare(plan(more), options)
  expect(exitCode).toBe(2)
  expect(log.view.failures).toMatchObject([{ host: 'localhost' }])
  return { failure, task: tasks.at(-1) }
}

describe('a preparation refuses a folder of environments', () => {
  it('that belongs to another user', async () => {
    const foreign = folder('foreign')
    await mkdir(foreign)
    await chown(foreign, NOBODY, NOBODY)
    const { failure } = await refusal({ folder: foreign })
    expect(failure).toContain(
      `The folder ${foreign} belongs to the user nobody, who could replace Ansible in it.`,
    )
    expect(await readdir(foreign)).toEqual([])
  })

  it.each([0o777, 0o775, 0o757, 0o1777])('that others can write to: mode %o', async (mode) => {
    const open = folder(`open-${mode.toString(8)}`)
    await mkdir(open)
    await chmod(open, mode)
    const { failure } = await refusal({ folder: open })
    expect(failure).toMatch(/is writable by other users \(d[rwxt-]{9}\), who could replace Ansible in it/)
    expect(await readdir(open)).toEqual([])
  })

  it('behind a link to such a folder', async () => {
    await mkdir(folder('open'))
    await chmod(folder('open'), 0o777)
    await symlink(folder('open'), folder('link'))
    expect((await refusal({ folder: folder('link') })).failure).toContain('is writable by other users')
  })

  it('that cannot be created', async () => {
    await writeFile(folder('file'), '')
    const { failure } = await refusal({ folder: folder('file', 'environments') })
    expect(failure).toMatch(/for Ansible cannot be created: mkdir: .*Not a directory/)
  })
})

describe('a preparation without a suitable Python', () => {
  const OLD = { oldest: '3.4', newest: '3.5' }
  /** Only the Pythons of the system: those of pyenv are in the home directory. */
  const env = (PATH = '/usr/bin:/bin') => ({ PATH, HOME: folder() })

  it('names those that it found, and how to install one', async () => {
    const { failure, task } = await refusal({ python: OLD }, { env: env() })
    expect(task).toBe('Find Python 3.4 to 3.5')
    expect(failure).toMatch(/^Ansible 2\.18 needs Python 3\.4 to 3\.5 on the taskbox\. Found: /)
    expect(failure).toMatch(/\/usr\/bin\/python3(\.\d+)? \(3\.\d+\.\d+\)/)
    expect(failure).toContain('Install one: with uv (uv python install 3.5) or pyenv (pyenv install 3.5). ')
  })

  it('names each file once, although PATH repeats and links it', async () => {
    await mkdir(folder('bin'))
    await symlink('/usr/bin/python3', folder('bin', 'python3'))
    const { failure = '' } = await refusal(
      { python: OLD },
      { env: env(`${folder('bin')}:/usr/bin:/bin:/usr/bin:relative`) },
    )
    expect(failure).toContain(`Found: ${folder('bin')}/python3 (3.`)
    expect(failure).not.toContain(' /usr/bin/python3 ')
  })

  it('names a program that does not run, such as a disabled version of pyenv', async () => {
    await mkdir(folder('shims'))
    await writeFile(
      folder('shims', 'python3.4'),
      '#!/bin/sh\necho "pyenv: python3.4: command not found" >&2\nexit 127\n',
    )
    await chmod(folder('shims', 'python3.4'), 0o755)
    const { failure } = await refusal({ python: OLD }, { env: env(`${folder('shims')}:/usr/bin:/bin`) })
    expect(failure).toContain(`Found: ${folder('shims')}/python3.4 (does not run), `)
  })
})

describe('a preparation refuses', () => {
  it('a source without the requirements', async () => {
    const { failure } = await refusal({ requirements: "it's/requirements.txt" }, { cwd: '/usr' })
    expect(failure).toBe("The file /usr/it's/requirements.txt is missing.")
  })

  it('a wheelhouse that does not exist or is empty', async () => {
    const wheelhouse = (name: string) => ({ packages: { kind: 'wheelhouse', folder: folder(name) } }) as const
    expect((await refusal(wheelhouse('none'))).failure).toBe(
      `The folder ${folder('none')} does not exist on the taskbox.`,
    )
    await mkdir(folder('empty'))
    expect((await refusal(wheelhouse('empty'))).failure).toBe(
      `The folder ${folder('empty')} contains no Python packages.`,
    )
  })

  it('to wait any longer for another run, and names that run', async () => {
    await prepareFolder()
    const lock = folder('environments', 'kubespray-2.31.0.lock')
    await writeFile(lock, 'process 4711 of run three\n')
    const holder = spawn('flock', [lock, 'sh', '-c', 'echo locked; sleep 60'], { detached: true })
    await once(holder.stdout, 'data')
    const { failure } = await refusal({ limits: { lock: 0 } })
    process.kill(-(holder.pid ?? 0), 'SIGKILL')
    expect(failure).toMatch(/^process 4711 of run three still prepares the same environment after 0 s\. /)
  })

  const prepareFolder = () => mkdir(folder('environments'), { recursive: true })
  beforeAll(prepareFolder)
})
