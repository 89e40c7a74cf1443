import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { execa } from 'execa'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { renderCommandFile } from '@/server/runs/job/command'

let home: string
beforeEach(async () => {
  home = await mkdtemp(path.join(tmpdir(), 'home-'))
  await mkdir(path.join(home, 'bin'))
})
afterEach(() => rm(home, { recursive: true }))

async function run(command: string, shell = '/bin/bash') {
  const environment = { HOME: home, SHELL: shell, PATH: `${home}/bin:/usr/bin:/bin` }
  const file = renderCommandFile({ steps: [{ workingDirectory: '/', command }] })
  return execa('sh', ['-c', file], { env: environment, extendEnv: false, reject: false })
}

async function locales(...names: string[]): Promise<void> {
  const program = path.join(home, 'bin/locale')
  await writeFile(program, `#!/bin/sh\nprintf '%s\\n' ${names.join(' ')}\n`)
  await chmod(program, 0o755)
}

describe('the command of a job', () => {
  it('has the PATH and the proxies of a login shell, and no other variable of it', async () => {
    const profile = `echo Welcome; export PATH=$PATH:/opt/own http_proxy=http://proxy:3128 NO_PROXY='a b' OTHER=x; sleep 0.1; read -r never`
    await writeFile(path.join(home, '.bash_profile'), profile)
    const { stdout } = await run('echo "$http_proxy|$NO_PROXY|$OTHER|$PATH"')
    expect(stdout).toMatch(/^http:\/\/proxy:3128\|a b\|\|.*\/usr\/sbin.*:\/opt\/own$/)
  })

  it('ignores a profile that fails, hangs or belongs to another shell', async () => {
    await writeFile(path.join(home, '.bash_profile'), 'exit 1')
    expect((await run('echo ran')).stdout).toBe('ran')
    await writeFile(path.join(home, '.bash_profile'), 'sleep 60')
    expect((await run('echo ran')).stdout).toBe('ran')
    expect((await run('echo ran', '/usr/bin/fish')).stdout).toBe('ran')
  })

  it.each([
    [['C', 'C.utf8', 'POSIX'], 'C.UTF-8'],
    [['C', 'C.UTF-8', 'en_US.utf8'], 'C.UTF-8'],
    [['C', 'en_US.utf8', 'es_EC.utf8', 'zh_CN.utf8'], 'en_US.UTF-8'],
    [['C', 'es_EC.utf8', 'POSIX'], ''],
  ])('runs in an existing UTF-8 locale: %s', async (names, chosen) => {
    await locales(...names)
    expect((await run('echo "$LC_ALL"', '/bin/none')).stdout).toBe(chosen)
  })
})
