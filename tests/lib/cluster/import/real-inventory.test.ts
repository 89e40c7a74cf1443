/** Compares YAML and INI inventories with `ansible-inventory --list`: the same hosts, groups and variables. */
import { describe, expect, it } from 'vitest'
import { parseInventory } from '@/lib/ansible/inventory/parse'
import { parseYamlInventory } from '@/lib/cluster/import/yaml-inventory'
import { parseYaml } from '@/lib/yaml/tree'
import { inventoryList } from '../../ansible/inventory/real-ansible'

const REAL_ANSIBLE_MS = 120_000
const NAMES = new Set(['ansible_host', 'ansible_port', 'ansible_user', 'ansible_password', 'ip'])

const YAML: Record<string, string> = {
  'nested groups, ranges and variables of groups': `all:
  vars: {ansible_user: far}
  hosts:
    lone: {ansible_host: 10.0.0.9}
  children:
    outer:
      vars: {ansible_user: outer, ip: 1.1.1.1}
      children:
        inner:
          hosts:
            n[01:03].lan: {ansible_port: 0x16}
            m[a:c]:
          vars: {ansible_user: inner}
    kube_node:
      hosts:
        n01.lan:
        mb: {ansible_user: own}
`,
  'anchors, merge keys and scalars of YAML 1.1': `base: &base
  hosts:
    a: &login {ansible_password: 0123, ansible_user: yes}
    b: {<<: *login, ansible_user: "yes"}
    c: {ansible_password: 1_000, ip: ~, ansible_user: 'x # y'}
etcd:
  <<: *base
kube_control_plane:
  hosts: a
`,
  'ports in names': `kube_node:
  hosts:
    a.example.org:2222: {}
    10.0.0.1: {ansible_port: "22"}
`,
}

const INI: Record<string, string> = {
  'values with comments below vars': `[all]
n ansible_host=10.0.0.1  # the first
m ansible_host="10.0.0.2" ip=10.0.0.2#cut
[all:vars]
ansible_port=22 # port
ansible_user="u" # user
ip = 10.0.0.3 ; address
`,
  'groups of groups': `[a]
n[1:3] ansible_user=own
[b]
n2 ip=10.0.0.2
[c:children]
a
b
[c:vars]
ansible_user=c
ip=1.1.1.1
[b:vars]
ansible_port=2222
`,
}

describe('the real ansible-inventory agrees on', () => {
  it.each(Object.entries(YAML))(
    'a YAML inventory with %s',
    (_, text) => compare(parseYamlInventory(parseYaml(text).root, NAMES), inventoryList(text, 'hosts.yaml')),
    REAL_ANSIBLE_MS,
  )
  it.each(Object.entries(INI))(
    'an INI inventory with %s',
    (_, text) => compare(parseInventory(text, NAMES), inventoryList(text)),
    REAL_ANSIBLE_MS,
  )
})

function compare(
  { hosts }: Pick<ReturnType<typeof parseInventory>, 'hosts'>,
  real: ReturnType<typeof inventoryList>,
): void {
  expect(hosts.map(({ name }) => name).sort()).toEqual(Object.keys(real.hosts).sort())
  for (const { name, groups, variables } of hosts) {
    const expected = Object.entries(real.hosts[name] ?? {}).filter(
      ([key, value]) => NAMES.has(key) && value !== null,
    )
    const texts = expected.map(([key, value]) => [key, value === true ? 'True' : String(value)])
    expect(variables, name).toEqual(Object.fromEntries(texts))
    expect([...groups].sort(), name).toEqual(groupsOf(real, name))
  }
}

/** The groups that contain a host, directly or through child groups. */
function groupsOf({ groups, children }: ReturnType<typeof inventoryList>, host: string): string[] {
  const contains = (group: string): boolean =>
    (groups[group] ?? []).includes(host) || (children[group] ?? []).some(contains)
  return Object.keys(groups)
    .filter((group) => group !== 'all' && group !== 'ungrouped' && contains(group))
    .sort()
}
