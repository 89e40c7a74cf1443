import path from 'node:path'
import { expect, it } from 'vitest'
import { sandboxCluster } from '@/server/sandbox/cluster'
import { copyPackage } from '../lab/package'
import { hostOf, labSandbox } from '../lab/sandbox'
import { FULL } from '../scale'
import { jobLog, succeeded, writeCluster } from './lab'
import { parts, taskbox, testFolder } from './taskbox'

const INSTALL_MS = 10 * 60_000
const sandbox = labSandbox('master', 'node1', 'node2')
const folder = testFolder()

/** At full size only: tests/lab/releases.test.ts runs the same package without Taskbox. */
it.runIf(FULL)(
  'installs 2.0.2 whose prompts end their lines, with a prompt of its own and a sudo user',
  async () => {
    const [master, node1] = [hostOf(sandbox(), 0), hostOf(sandbox(), 1)]
    const at = await copyPackage(sandbox(), undefined, undefined, '2.0.2')
    await master.exec(`cd ${at}/conf && touch .prompts-end-lines && echo 'Which colour?' >.ask`)
    const { installer, ...plain } = sandboxCluster(sandbox(), at, '2.0.2')
    const { version: _, ...detected } = installer
    const sudo = { user: 'ubuntu', password: node1.sudoPassword }
    const file = await writeCluster(path.join(folder, 'cluster.yaml'), {
      ...plain,
      installer: detected,
      hosts: plain.hosts.map((host, index) => (index === 1 ? { ...host, ...sudo } : host)),
    })
    const flags = ['--json', '--data', path.join(folder, 'data'), '--answer', 'which colour=blue']
    const { code, stdout, stderr } = await taskbox(['install', '-f', file, ...flags])
    expect(code, stderr.slice(-4000)).toBe(0)
    expect(stderr).toContain('contains release advanced-2.0.x')
    const { run, console } = succeeded.parse(parts(stdout).last)
    expect(console).toMatchObject({
      url: `http://${master.address}:30880`,
      account: 'admin',
      password: 'P@88w0rd',
      reachable: true,
    })
    expect(
      jobLog(master, run)
        .toString()
        .match(/successsful!/g),
    ).toHaveLength(3)
    const left = await master.exec(
      `cd ${at}; cat kubesphere/answer; diff conf/hosts.ini k8s/inventory/my_cluster/hosts.ini && echo same; ls conf`,
    )
    expect(left.stdout).toMatch(/^blue\nsame\n/)
    expect(left.stdout).not.toContain('common.yaml')
  },
  INSTALL_MS,
)
