import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import type { Cluster, Host } from '@/lib/cluster/cluster'
import { toCluster } from '@/lib/cluster/draft/to-cluster'
import { readClusterFile } from '@/lib/cluster/file/read'
import { enableHostKeyChecking } from '@/server/ansible/host-key-checking'
import { createMachines, type Machines, type OpenMachine } from '@/server/machine/machines'
import { quote } from '@/server/machine/quote'
import { sandboxCluster } from '@/server/sandbox/cluster'
import { HostKeys } from '@/server/ssh/host-keys'
import { hostOf, labSandbox } from '../../lab/sandbox'

const FILE = '/root/.ssh/known_hosts'
const ANSIBLE_MS = 180_000
const OTHER_PORT = 2222
const UNKNOWN_FINGERPRINT = `SHA256:${'A'.repeat(43)}`

const sandbox = labSandbox('master', 'node1', 'node2')
const master = () => hostOf(sandbox(), 0)
let folder: string
let machines: Machines
let taskbox: OpenMachine
let cluster: Cluster

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'host-key-checking-'))
  machines = createMachines(new HostKeys(path.join(folder, 'keys.json')))
  const { draft } = readClusterFile(JSON.stringify(sandboxCluster(sandbox())))
  const whole = toCluster(draft)
  const hosts = whole.hosts.map((host, index) => (index === 2 ? { ...host, port: OTHER_PORT } : host))
  cluster = { ...whole, hosts }
  await hostOf(sandbox(), 2).exec(`/usr/sbin/sshd -p ${OTHER_PORT} -o PidFile=/run/sshd-${OTHER_PORT}.pid`)
  taskbox = await machines.taskbox(cluster.taskbox)
})
afterAll(async () => {
  await taskbox?.close()
  await machines.close()
  await rm(folder, { recursive: true })
})

const fingerprintOf = (host: Host) => machines.pinnedFingerprint(host)
const known = async () => (await master().exec(`cat ${FILE}`)).stdout
const enabled = {
  ANSIBLE_HOST_KEY_CHECKING: 'True',
  ANSIBLE_SSH_ARGS: expect.stringContaining('StrictHostKeyChecking=yes'),
}
/** Runs Ansible like the packages, which disable the check in their ansible.cfg and in their script. */
const ansible = (host: Host, environment: Record<string, string>) =>
  master().exec(
    `cat >/tmp/ping.cfg <<'END'
[defaults]
host_key_checking = False
[ssh_connection]
ssh_args = -o ControlMaster=no -o UserKnownHostsFile=/dev/null
END
export ${Object.entries(environment)
      .map(([name, value]) => `${name}=${quote(value.replace('ControlMaster=auto', 'ControlMaster=no'))}`)
      .join(' ')}
export ANSIBLE_CONFIG=/tmp/ping.cfg ANSIBLE_HOST_KEY_CHECKING=False
ansible all -i '${host.address},' -e ansible_port=${host.port} -e ansible_password='${host.login.password}' -m ping 2>&1 || :`,
  )

describe('pinned host keys before an install', () => {
  it('are found by ssh under an IPv6 address', async () => {
    const [first] = cluster.hosts
    if (!first) throw new Error('a host')
    const hosts = [22, OTHER_PORT].map((port) => ({
      ...first,
      ...{ address: '::1', ip: '::1', taskbox: false, port },
    }))
    await master().exec(`/usr/sbin/sshd -p ${OTHER_PORT} -o PidFile=/run/sshd-${OTHER_PORT}.pid`)
    const environment = await enableHostKeyChecking(taskbox, { ...cluster, hosts }, fingerprintOf)
    expect(environment).toEqual(enabled)
    expect((await known()).replaceAll(/AAAA\S+/g, 'KEY')).toBe(
      ['::1', `[::1]:${OTHER_PORT}`].map((name) => `${name} ssh-ed25519 KEY added by Taskbox\n`).join(''),
    )
    for (const { port, login } of hosts) {
      const once = '-o ControlMaster=no -o ControlPath=none'
      const ssh = `ssh ${once} ${environment.ANSIBLE_SSH_ARGS} -p ${port} root@::1 echo connected`
      const { stdout } = await master().exec(`sshpass -p ${quote(login.password ?? '')} ${ssh}`)
      expect(stdout).toBe('connected\n')
    }
    await master().exec(`rm ${FILE}`)
  })

  it('are appended to known_hosts once', async () => {
    const knownHosts = `# by hand\n${cluster.hosts[1]?.address} ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIHkO stale\nlast ssh-rsa AAAA`
    await master().exec(`mkdir -p -m 700 /root/.ssh && printf %s '${knownHosts}' >${FILE}`)
    expect(await enableHostKeyChecking(taskbox, cluster, fingerprintOf)).toEqual(enabled)
    const after = await known()
    expect(after.startsWith(`${knownHosts}\n`)).toBe(true)
    const added = after
      .slice(knownHosts.length + 1)
      .trimEnd()
      .split('\n')
    const [, node1, node2] = cluster.hosts
    expect(added.map((line) => line.replace(/AAAA\S+/, 'KEY'))).toEqual([
      `${node1?.address} ssh-ed25519 KEY added by Taskbox`,
      `[${node2?.address}]:${OTHER_PORT} ssh-ed25519 KEY added by Taskbox`,
    ])
    await enableHostKeyChecking(taskbox, cluster, fingerprintOf)
    expect(await known()).toBe(after)
  })

  it(
    'are checked by Ansible although the package disables the check',
    async () => {
      const environment = await enableHostKeyChecking(taskbox, cluster, fingerprintOf)
      for (const host of cluster.hosts.slice(1))
        expect((await ansible(host, environment)).stdout, host.name).toContain('SUCCESS')
      const [, , node2] = cluster.hosts
      if (!node2) throw new Error('a second node')
      await master().exec(`cp ${FILE} /tmp/known && sed -i '/${OTHER_PORT}/d' ${FILE}`)
      expect((await ansible(node2, environment)).stdout).toMatch(/UNREACHABLE|FAILED/)
      expect((await ansible(node2, {})).stdout).toContain('SUCCESS')
      await master().exec(`cp /tmp/known ${FILE}`)
    },
    ANSIBLE_MS,
  )

  it('stop the install if a host presents another key', async () => {
    const knownHosts = await known()
    const withOtherKey = async (host: Host) =>
      host.name === 'node2' ? UNKNOWN_FINGERPRINT : fingerprintOf(host)
    await expect(enableHostKeyChecking(taskbox, cluster, withOtherKey)).rejects.toMatchObject({
      kind: 'host-key-changed',
      facts: {
        machine: 'node2',
        pinned: UNKNOWN_FINGERPRINT,
        fingerprint: hostOf(sandbox(), 2).hostKeyFingerprint,
      },
    })
    expect(await known()).toBe(knownHosts)
  })
})

it('a host that does not answer disables the check for no host', async () => {
  await master().exec(`cp ${FILE} /tmp/known && : >${FILE}`)
  const hosts = cluster.hosts.map((host) => (host.name === 'node2' ? { ...host, port: 4 } : host))
  const environment = await enableHostKeyChecking(taskbox, { ...cluster, hosts }, fingerprintOf)
  expect(environment).toEqual(enabled)
  expect((await known()).trim().split('\n')).toHaveLength(1)
  await master().exec(`cp /tmp/known ${FILE}`)
})

describe('host key checking stays disabled', () => {
  it('if a host has no pinned key', async () => {
    const withoutNode2 = async (host: Host) => (host.name === 'node2' ? undefined : fingerprintOf(host))
    expect(await enableHostKeyChecking(taskbox, cluster, withoutNode2)).toEqual({})
  })

  it('if the taskbox has no ssh-keyscan', async () => {
    const { stdout } = await master().exec('command -v ssh-keyscan')
    const program = stdout.trim()
    await master().exec(`mv ${program} ${program}.off`)
    expect(await enableHostKeyChecking(taskbox, cluster, fingerprintOf)).toEqual({})
    await master().exec(`mv ${program}.off ${program}`)
  })

  it("if root's ssh is configured without known_hosts", async () => {
    await master().exec("printf 'UserKnownHostsFile /dev/null\\n' >/root/.ssh/config")
    expect(await enableHostKeyChecking(taskbox, cluster, fingerprintOf)).toEqual({})
    await master().exec('rm /root/.ssh/config')
  })
})
