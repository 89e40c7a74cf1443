import { beforeAll, describe, expect, it } from 'vitest'
import { type InstalledPackage, type InventoryLine, inventory, preparePackage } from './package'
import { hostOf, labSandbox, typeInto } from './sandbox'

const MENU = {
  'Please input an option: ': '2',
  'Have you configured storage parameters in conf/vars.yml yet?  (yes/no) ': 'yes',
}

const sandbox = labSandbox('master', 'node1')

/** The inventory: the first host by a local connection, the second by password. */
function lines(): InventoryLine[] {
  const [master, node1] = [hostOf(sandbox(), 0), hostOf(sandbox(), 1)]
  return [
    { host: master, variables: 'ansible_connection=local', groups: ['kube-master'] },
    {
      host: node1,
      variables: `ansible_host=${node1.address} ansible_ssh_pass=${node1.password}`,
      groups: ['kube-node', 'etcd'],
    },
  ]
}

describe('the practice package in multi-node', () => {
  let installed: InstalledPackage
  const taskbox = () => hostOf(sandbox(), 0)

  beforeAll(async () => {
    installed = await preparePackage(sandbox())
    await installed.configure('hosts.ini', inventory(lines()))
  })

  it('ends with exit status 0 when storage is not configured', async () => {
    const answers = {
      ...MENU,
      'Have you configured storage parameters in conf/vars.yml yet?  (yes/no) ': 'no',
    }
    const { exitCode, text } = await typeInto(taskbox(), installed.script('install.sh'), answers)
    expect(exitCode, text.slice(-6000)).toBe(0)
    expect(text).toContain('         KubeSphere Installer Menu\n')
    expect(text).not.toMatch(/PLAY|Console:/)
  })
})
