import { beforeAll, describe, expect, it } from 'vitest'
import { logIn, readConsole } from './console'
import { type InstalledPackage, type InventoryLine, inventory, preparePackage } from './package'
import { hostOf, practiceWorld, typeInto } from './world'

const INSTALL_MS = 10 * 60_000
const MENU = {
  'Please input an option: ': '2',
  'Have you configured storage parameters in conf/vars.yml yet?  (yes/no) ': 'yes',
}

const world = practiceWorld('master', 'node1', 'node2', 'node3')

/** Every kind of login there is: local, root by password on another port, a sudo user, root by key. */
function lines(): InventoryLine[] {
  const [master, node1, node2, node3] = [0, 1, 2, 3].map((index) => hostOf(world(), index))
  if (!master || !node1 || !node2 || !node3) throw new Error('four hosts')
  const sudo = node2.sudoPassword
  return [
    { host: master, variables: 'ansible_connection=local', groups: ['kube-master', 'etcd'] },
    {
      host: node1,
      variables: `ansible_host=${node1.address} ansible_port=2222 ansible_ssh_pass=${node1.password}`,
      groups: ['kube-node', 'etcd'],
    },
    {
      host: node2,
      variables: `ansible_host=${node2.address} ansible_user=ubuntu ansible_ssh_pass=${sudo} ansible_become_pass=${sudo}`,
      groups: ['kube-node', 'etcd'],
    },
    {
      host: node3,
      variables: `ansible_host=${node3.address} ansible_ssh_private_key_file=/root/.ssh/id_ed25519`,
      groups: ['kube-node'],
    },
  ]
}

async function openOtherDoors(): Promise<void> {
  await hostOf(world(), 1).exec('/usr/sbin/sshd -p 2222 -o PidFile=/run/sshd-2222.pid')
  const key = await hostOf(world(), 0).exec(
    "mkdir -p -m 700 /root/.ssh && ssh-keygen -q -t ed25519 -N '' -f /root/.ssh/id_ed25519 && cat /root/.ssh/id_ed25519.pub",
  )
  await hostOf(world(), 3).exec('mkdir -p -m 700 /root/.ssh && cat >/root/.ssh/authorized_keys', {
    input: key.stdout,
  })
}

describe('the practice package in multi-node', () => {
  let installed: InstalledPackage
  const taskbox = () => hostOf(world(), 0)
  const console = () => `http://${taskbox().address}:32130`

  beforeAll(async () => {
    await openOtherDoors()
    installed = await preparePackage(world())
    await installed.configure('hosts.ini', inventory(lines().slice(0, 3)))
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

  it(
    'fails in the etcd play where an etcd cannot start, with the reason, after asking about ssh',
    async () => {
      await installed.configure('.fail', 'node1\n')
      await installed.configure('.ssh-question', '')
      const answers = { ...MENU, 'If not，it will be created automatically. (yes/no) ': 'yes' }
      const { exitCode, text } = await typeInto(taskbox(), installed.script('install.sh'), answers)
      await taskbox().exec(`rm ${installed.folder}/conf/.fail ${installed.folder}/conf/.ssh-question`)
      expect(text).toContain('Password-less SSH communication is necessary，have you configured yet?')
      expect(exitCode, text.slice(-6000)).toBe(2)
      expect(text).toMatch(
        /TASK \[etcd : Stop if etcd is not healthy\] \*+\nfatal: \[node1\]: FAILED!.*address already in use/,
      )
      for (const kind of [
        'RUNNING HANDLER',
        'RETRYING: [node1]: Configure | Wait for etcd cluster to be healthy',
      ])
        expect(text).toContain(kind)
      expect(text).toMatch(/node1 +: .* failed=1 /)
      expect(text).not.toContain('Console:')
    },
    INSTALL_MS,
  )

  it(
    'installs on the next try, over logins of every kind, and ends with the banner',
    async () => {
      const { exitCode, text } = await typeInto(taskbox(), installed.script('install.sh'), MENU)
      const banner = text.slice(text.indexOf('successsful!'))
      expect(exitCode, text.slice(-6000)).toBe(0)
      expect(banner).toBe(`successsful!
#####################################################
###              Welcome to KubeSphere!           ###
#####################################################

Console: ${console()}
Account: admin
Password: passw0rd

NOTE：Please modify the default password after login.
#####################################################
`)
      expect((await taskbox().exec(`cat ${installed.folder}/kubesphere/kubesphere_running`)).stdout).toBe(
        banner,
      )
      expect(text.match(/^PLAY \[/gm)?.length).toBeGreaterThanOrEqual(5)
      expect(text.match(/^TASK \[/gm)?.length).toBeGreaterThanOrEqual(40)
      for (const kind of ['ok: [', 'changed: [', 'skipping: [', '...ignoring', '(item='])
        expect(text).toContain(kind)
    },
    INSTALL_MS,
  )

  it('has a console that takes the printed account and no other, and shows three healthy etcd members', async () => {
    expect(await logIn(console(), 'admin', 'wrong')).toEqual({ status: 403, cookie: '' })
    expect(await logIn(console(), 'root', 'passw0rd')).toEqual({ status: 403, cookie: '' })
    const { status, cookie } = await logIn(console(), 'admin', 'passw0rd')
    expect(status).toBe(303)
    const { state, page } = await readConsole(console(), cookie)
    expect(state.members.map(({ name, healthy }) => `${name} ${healthy}`).sort()).toEqual([
      'master true',
      'node1 true',
      'node2 true',
    ])
    expect(state.nodes.every(({ ready }) => ready)).toBe(true)
    expect(state.cluster).toMatchObject({
      services: '10.233.0.0/18',
      pods: '10.233.64.0/18',
      storage: 'nfs-server',
    })
    for (const shown of ['node2', 'healthy', '10.233.64.0/18', 'nfs-server']) expect(page).toContain(shown)
  })

  it('sees an etcd member that is down', async () => {
    await hostOf(world(), 2).exec('kill $(cat /run/etcd.pid)')
    const { cookie } = await logIn(console(), 'admin', 'passw0rd')
    const { state } = await readConsole(console(), cookie)
    expect(state.members.find(({ name }) => name === 'node2')).toMatchObject({ healthy: false })
    expect(state.members.find(({ name }) => name === 'node1')).toMatchObject({ healthy: true })
  }, 60_000)

  it(
    'adds the host that is new in hosts.ini, and touches no other',
    async () => {
      await installed.configure('hosts.ini', inventory(lines()))
      const { exitCode, text } = await typeInto(taskbox(), installed.script('add-nodes.sh'), {})
      expect(text).toMatch(/node3 +: ok=\d+ /)
      expect(text).not.toMatch(/node1 +: ok=/)
      expect(exitCode, text.slice(-6000)).toBe(0)
      const { cookie } = await logIn(console(), 'admin', 'passw0rd')
      const { state } = await readConsole(console(), cookie)
      expect(state.nodes.find(({ name }) => name === 'node3')).toMatchObject({ ready: true, roles: 'node' })
    },
    INSTALL_MS,
  )

  it(
    'uninstalls after a yes only, leaving no process and no file',
    async () => {
      const question = "Type 'yes' to reset your cluster. [No]: "
      const kept = await typeInto(taskbox(), installed.script('uninstall.sh'), { [question]: 'no' })
      expect(kept.exitCode).toBe(2)
      expect(await logIn(console(), 'admin', 'passw0rd')).toMatchObject({ status: 303 })
      const { exitCode, text } = await typeInto(taskbox(), installed.script('uninstall.sh'), {
        [question]: 'yes',
      })
      expect(exitCode, text.slice(-6000)).toBe(0)
      for (const { exec } of world().hosts) {
        expect((await exec('ps -e -o args= | grep -E "etcd|agent|console" | grep -v grep')).stdout).toBe('')
        expect(
          (await exec('ls -d /etc/kubernetes /etc/etcd /var/lib/etcd /opt/etcd; ip link show cni0')).stdout,
        ).toBe('')
      }
      await expect(logIn(console(), 'admin', 'passw0rd')).rejects.toThrow()
    },
    INSTALL_MS,
  )
})
