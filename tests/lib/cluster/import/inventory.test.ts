import { describe, expect, it } from 'vitest'
import { importHosts } from '@/lib/cluster/import/import-hosts'

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

describe('an inventory', () => {
  it('of the guide is imported', () => {
    expect(importHosts(GUIDE).hosts).toMatchObject([
      { id: 'h1', name: 'master', address: '192.168.0.1', ip: '', taskbox: true, roles: ['master', 'etcd'] },
      {
        name: 'node1',
        address: '192.168.0.2',
        password: 'PASSWORD',
        user: 'root',
        roles: ['node'],
        sharedLogin: false,
      },
      { name: 'node2', address: '192.168.0.3', password: 'PASSWORD', taskbox: false, roles: ['node'] },
    ])
  })

  it('may have sudo users, ports, separate cluster addresses and quoted passwords', () => {
    const text = `
n1 ansible_host=203.0.113.1 ip=10.0.0.1 ansible_port=2222 ansible_user=ubuntu ansible_become_pass=Qcloud@123
n2 ansible_host=n2.example.org ip=10.0.0.2 ansible_port=22 ansible_ssh_user=u ansible_ssh_pass='u"a b\\x23"' ansible_become_pass='u"a b\\x23"'
10.0.0.3 ansible_ssh_pass=x
[kube_control_plane]
n1
[kube_node]
n[1:2]
`
    expect(importHosts(text).hosts).toMatchObject([
      {
        name: 'n1',
        address: '203.0.113.1',
        ip: '10.0.0.1',
        port: '2222',
        user: 'ubuntu',
        password: 'Qcloud@123',
        sudoPassword: '',
        roles: ['master', 'node'],
      },
      {
        name: 'n2',
        address: 'n2.example.org',
        ip: '10.0.0.2',
        port: '',
        user: 'u',
        password: 'a b#',
        sudoPassword: '',
      },
      { name: '', address: '10.0.0.3', ip: '', password: 'x' },
    ])
  })

  it('is distinguished from a table', () => {
    expect(importHosts('node1 192.168.0.2 root ansible_secret').hosts).toMatchObject([
      { address: '192.168.0.2', password: 'ansible_secret' },
    ])
    expect(importHosts('node1 ansible_host=192.168.0.2').hosts).toMatchObject([{ address: '192.168.0.2' }])
  })
})

describe("the copy of an inventory that KubeSphere's scripts have changed", () => {
  const login = (variables: string) => {
    const { hosts = [] } = importHosts(`[all]\nn ansible_host=10.0.0.1 ip=10.0.0.1 ${variables}\n`)
    expect(hosts).toHaveLength(1)
    const [{ user = '', password = '', sudoPassword = '' } = {}] = hosts
    return { user, password, sudoPassword }
  }

  it('has the SSH password that the scripts appended', () => {
    expect(login('ansible_user=u ansible_become_pass=x  ansible_ssh_pass=x')).toEqual({
      user: 'u',
      password: 'x',
      sudoPassword: '',
    })
  })

  it('has the appended password instead of an earlier one, as for Ansible', () => {
    expect(login('ansible_user=u ansible_become_pass=x ansible_ssh_pass=y  ansible_ssh_pass=x')).toEqual({
      user: 'u',
      password: 'x',
      sudoPassword: '',
    })
  })

  it.each([
    ['ansible_user=u ansible_ssh_pass=x ansible_become_pass=x', { password: 'x', sudoPassword: '' }],
    ['ansible_user=u ansible_ssh_pass=x ansible_become_pass=y', { password: 'x', sudoPassword: 'y' }],
    ['ansible_port=2222 ansible_user=u ansible_become_pass=x', { password: 'x', sudoPassword: '' }],
  ])('keeps its passwords if the scripts appended an empty one: %s', (variables, passwords) => {
    expect(login(`${variables}  ansible_ssh_pass=`)).toEqual({ user: 'u', ...passwords })
  })

  it('is imported as before the change if its lines end in a comment', () => {
    expect(login('ansible_user=u  ansible_ssh_pass=x  ansible_become_pass=y  # a comment')).toEqual({
      user: 'u',
      password: 'x',
      sudoPassword: 'y',
    })
  })
})

describe('a sudo password without an SSH password', () => {
  const host = (variables: string) => importHosts(`[all]\nn ip=10.0.0.1 ${variables}\n`).hosts[0]

  it('is the SSH password too, as in the guide', () => {
    expect(host('ansible_host=h ansible_user=u ansible_become_pass=x')).toMatchObject({
      password: 'x',
      sudoPassword: '',
    })
  })

  it.each([
    'ansible_connection=local ansible_user=u',
    'ansible_host=h ansible_user=u ansible_ssh_private_key_file=/k',
    'ansible_host=h ansible_user=root',
    'ansible_host=h',
  ])('remains the sudo password alone with %s', (variables) => {
    expect(host(`${variables} ansible_become_pass=x`)).toMatchObject({ password: '', sudoPassword: 'x' })
  })
})

describe('an inventory with IPv6', () => {
  it('has the variable ip6 of Kubespray', () => {
    const text = `[kube_node]
n1 ansible_host=10.0.0.1 ip=10.0.0.1 ip6=fd00::1
n2 ansible_host=fd00::2 ip6=fd00::2
n3 ansible_connection=local ip6=fd00::3
[fd00::4]:2222
`
    const rows = importHosts(text).hosts.map(({ name, address, ip, ip6 }) => [name, address, ip, ip6])
    expect(rows).toEqual([
      ['n1', '10.0.0.1', '', 'fd00::1'],
      ['n2', 'fd00::2', '', ''],
      ['n3', 'fd00::3', '', ''],
      ['', 'fd00::4', '', ''],
    ])
  })
})

describe('the line of a password that was not understood', () => {
  it.each([
    'n ansible_host=10.0.0.1 ansible_ssh_pass=Se cret',
    "n ansible_host=10.0.0.1 ansible_ssh_pass=Se'cret",
    'n ansible_host=10.0.0.1 ansible_ssh_pass=Se#cret',
    'n ansible_host=10.0.0.1 ansible_ssh_pass="Secret" cret',
    'n ansible_host=10.0.0.1 ansible_become_pass: Secret',
    '[kube_node]\nn\n[kube_node:vars]\nansible_ssh_pass: Secret',
  ])('is listed without the password: %s', (text) => {
    const { hosts, unread } = importHosts(`[all]\n${text}\n`)
    expect(unread).toHaveLength(1)
    expect(JSON.stringify(unread)).not.toMatch(/Se\b|cret/)
    expect(hosts).toMatchObject([{ name: 'n' }])
  })
})
