import { execFileSync } from 'node:child_process'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Cluster, Host, Login } from '@/lib/cluster/cluster'
import type { Role } from '@/lib/cluster/draft/draft'
import { toCluster } from '@/lib/cluster/draft/to-cluster'
import { renderHostsIni } from '@/lib/installers/kubesphere/hosts-ini'
import { privateKeyFiles } from '@/lib/installers/playbooks/private-keys'
import { MASK, maskFile } from '@/lib/secrets/mask-file'
import { inventoryList } from '../../ansible/inventory/real-ansible'
import { exampleDraft, release } from '../../cluster/example-draft'
import { expectedVariables, hostsWith, passwordWithoutTemplate } from './generated-hosts'

const REAL_ANSIBLE_MS = 120_000
const PACKAGE = '/opt/kubesphere-all-advanced-1.0.0'
const guide = toCluster(exampleDraft(), release)

/** The guide's example with a change of its second host. */
function withNode1(change: Partial<Omit<Host, 'login'>> & { login?: Login }): Cluster {
  return { ...guide, hosts: guide.hosts.map((host, index) => (index === 1 ? { ...host, ...change } : host)) }
}

function lineOf(cluster: Cluster, name: string): string | undefined {
  return renderHostsIni(cluster)
    .text.split('\n')
    .find((line) => line.startsWith(`${name} `))
}

describe('hosts.ini', () => {
  it('equals the example of the guide', () => {
    expect(renderHostsIni(guide)).toMatchObject({ path: 'conf/hosts.ini', text: GUIDE })
  })

  it('has no password when masked', () => {
    expect(maskFile(renderHostsIni(guide))).toBe(GUIDE.replaceAll('PASSWORD', MASK))
  })

  it('allows SHA-1 in Ansible only for hosts with allowSha1', () => {
    const { hosts } = inventoryList(renderHostsIni(withNode1({ allowSha1: true })).text)
    const options = String(hosts.node1?.ansible_ssh_common_args)
    expect(options).toContain('-o HostKeyAlgorithms=+ssh-rsa')
    expect(hosts.node2).not.toHaveProperty('ansible_ssh_common_args')
    // OpenSSH accepts the options in every release.
    const parsed = execFileSync('ssh', [...options.split(' '), '-G', 'host'], { encoding: 'utf8' })
    expect(parsed).toMatch(/^kexalgorithms .*diffie-hellman-group14-sha1/m)
  })

  it('has a custom port and a separate address inside the cluster', () => {
    const cluster = withNode1({ address: 'node1.example.org', port: 2222, ip: '10.0.0.2' })
    expect(lineOf(cluster, 'node1')).toBe(
      'node1  ansible_host=node1.example.org  ansible_port=2222  ip=10.0.0.2  ansible_ssh_pass=PASSWORD',
    )
  })

  it("uses a sudo user's password for SSH and sudo", () => {
    expect(lineOf(withNode1({ login: { user: 'ubuntu', password: 'Qcloud@123' } }), 'node1')).toBe(
      'node1  ansible_host=192.168.0.2  ip=192.168.0.2  ansible_user=ubuntu  ansible_ssh_pass=Qcloud@123  ansible_become_pass=Qcloud@123  # install.sh does not change lines that have a comment',
    )
    const own = { user: 'ubuntu', password: 'one', sudoPassword: 'two' }
    expect(lineOf(withNode1({ login: own }), 'node1')).toMatch(
      /ansible_ssh_pass=one {2}ansible_become_pass=two {2}#/,
    )
  })

  it('has the path of a private key, and uses a password next to it for sudo only', () => {
    const login = { user: 'ubuntu', privateKey: 'KEY', password: 'secret' }
    const cluster = withNode1({ login })
    expect(lineOf(cluster, 'node1')).toBe(
      `node1  ansible_host=192.168.0.2  ip=192.168.0.2  ansible_user=ubuntu  ansible_ssh_private_key_file=${PACKAGE}/conf/.taskbox-keys/node1  ansible_become_pass=secret  # install.sh does not change lines that have a comment`,
    )
    expect(privateKeyFiles(cluster, 'conf/.taskbox-keys')).toEqual([
      { path: 'conf/.taskbox-keys/node1', text: 'KEY\n', secrets: [{ start: 0, end: 4 }] },
    ])
  })

  it('has encrypted keys with their passphrases', () => {
    const cluster = withNode1({ login: { user: 'root', privateKey: 'KEY\n', passphrase: 'open' } })
    expect(privateKeyFiles(cluster, 'conf/.taskbox-keys')).toMatchObject([
      { passphrase: 'open', text: 'KEY\n' },
    ])
    expect(renderHostsIni(cluster).text).not.toContain('open')
  })

  it('has only the sudo password for the taskbox', () => {
    const login = { user: 'ubuntu', password: 'secret', privateKey: 'KEY' }
    const cluster = withNode1({ taskbox: true, port: 2222, login })
    expect(lineOf(cluster, 'node1')).toBe(
      'node1  ansible_connection=local  ip=192.168.0.2  ansible_user=ubuntu  ansible_become_pass=secret  # install.sh does not change lines that have a comment',
    )
    expect(privateKeyFiles(cluster, 'conf/.taskbox-keys')).toEqual([])
  })

  it("equals the package's inventory for all-in-one: one local host in every group", () => {
    const draft = exampleDraft()
    const one = toCluster(
      { ...draft, installer: { ...draft.installer, mode: 'all-in-one' }, hosts: draft.hosts.slice(0, 1) },
      release,
    )
    expect(renderHostsIni(one).text).toBe(ALL_IN_ONE)
  })
})

describe('under the real ansible-inventory', () => {
  it(
    'a table of hosts means what was entered',
    () => {
      fc.assert(
        fc.property(hostsWith(passwordWithoutTemplate), (table) => {
          const read = inventoryList(renderHostsIni({ ...guide, hosts: table }).text)
          expect(read.hosts).toEqual(
            Object.fromEntries(table.map((one) => [one.name, expectedVariables(one, PACKAGE)])),
          )
          const members = (role: Role) =>
            table.filter(({ roles }) => roles.includes(role)).map((one) => one.name)
          // Empty groups are not listed.
          expect(read.groups['kube-master'] ?? []).toEqual(members('master'))
          expect(read.groups['kube-node'] ?? []).toEqual(members('node'))
          expect(read.groups.etcd ?? []).toEqual(members('etcd'))
          expect(new Set(read.children['k8s-cluster'])).toEqual(new Set(['kube-master', 'kube-node']))
        }),
        { numRuns: 8, endOnFailure: true },
      )
    },
    REAL_ANSIBLE_MS,
  )
})

const GUIDE = `[all]
master ansible_connection=local  ip=192.168.0.1
node1  ansible_host=192.168.0.2  ip=192.168.0.2  ansible_ssh_pass=PASSWORD
node2  ansible_host=192.168.0.3  ip=192.168.0.3  ansible_ssh_pass=PASSWORD

[kube-master]
master

[kube-node]
node1
node2

[etcd]
master

[k8s-cluster:children]
kube-node
kube-master
`

const ALL_IN_ONE = `[all]
ks-allinone ansible_connection=local  ip=192.168.0.1

[kube-master]
ks-allinone

[kube-node]
ks-allinone

[etcd]
ks-allinone

[k8s-cluster:children]
kube-node
kube-master
`
