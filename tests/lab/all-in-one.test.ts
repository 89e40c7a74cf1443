import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { execa } from 'execa'
import { describe, expect, it } from 'vitest'
import { packSandboxPackage } from '@/server/sandbox/sources/package'
import { logIn, readConsole } from './console'
import { copyPackage } from './package'
import { hostOf, labSandbox, typeInto } from './sandbox'

const INSTALL_MS = 10 * 60_000
const OPTION = 'Please input an option: '
const sandbox = labSandbox('alone')

describe('the practice package in all-in-one', () => {
  it(
    'writes its own inventory, shows an unknown prompt, and may end without a banner',
    async () => {
      const taskbox = hostOf(sandbox(), 0)
      const folder = await copyPackage(sandbox())
      await taskbox.exec(`echo 'Which colour?' >${folder}/conf/.ask; touch ${folder}/conf/.no-banner`)
      const answers = { [OPTION]: '1', 'Which colour? ': 'green' }
      const { exitCode, text } = await typeInto(taskbox, `cd ${folder}/scripts && ./install.sh`, answers)
      expect(exitCode, text.slice(-6000)).toBe(0)
      expect(text).toMatch(/ks-allinone +: ok=\d+ .* failed=0 /)
      expect(text).not.toContain('Console:')
      expect((await taskbox.exec(`cat ${folder}/kubesphere/answer; ls /mnt/disks | wc -l`)).stdout).toBe(
        'green\n10\n',
      )
      const console = `http://${taskbox.address}:32130`
      const { state } = await readConsole(console, (await logIn(console, 'admin', 'passw0rd')).cookie)
      expect(state.members).toMatchObject([{ name: 'ks-allinone', healthy: true }])
      expect(state.nodes).toMatchObject([{ name: 'ks-allinone', roles: 'master,node', ready: true }])
      expect(state.cluster.storage).toBe('local')
    },
    INSTALL_MS,
  )

  it('exits on option 3, and rejects an invalid option', async () => {
    const taskbox = hostOf(sandbox(), 0)
    const folder = await copyPackage(sandbox(), undefined, '/srv')
    const install = `cd ${folder}/scripts && ./install.sh`
    expect(await typeInto(taskbox, install, { [OPTION]: '3' })).toMatchObject({ exitCode: 0 })
    expect(await typeInto(taskbox, install, { [OPTION]: '7' })).toMatchObject({ exitCode: 1 })
  })

  it('is packed like a download', async () => {
    const folder = await mkdtemp(path.join(tmpdir(), 'practice-package-'))
    const file = await packSandboxPackage(folder)
    expect(path.basename(file)).toBe('kubesphere-all-advanced-1.0.0.tar.gz')
    const { stdout } = await execa('tar', ['-tvzf', file])
    expect(stdout).toMatch(
      /^-rwxr-xr-x root\/root .* kubesphere-all-advanced-1\.0\.0\/scripts\/install\.sh$/m,
    )
    expect(stdout).toContain('kubesphere-all-advanced-1.0.0/conf/vars.yml')
    await rm(folder, { recursive: true })
  })
})
