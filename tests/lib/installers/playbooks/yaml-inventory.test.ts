import { describe, expect, it } from 'vitest'
import type { Cluster, Host } from '@/lib/cluster/cluster'
import { toCluster } from '@/lib/cluster/draft/to-cluster'
import { renderYamlInventory } from '@/lib/installers/playbooks/yaml-inventory'
import { MASK, maskFile } from '@/lib/secrets/mask-file'
import { HOSTILE } from '../../ansible/inventory/hostile-passwords'
import { inventoryList, passwordsSeenBySsh } from '../../ansible/inventory/real-ansible'
import { exampleDraft, release } from '../../cluster/example-draft'

const REAL_ANSIBLE_MS = 120_000
const guide = toCluster(exampleDraft(), release)
const [master, node1] = guide.hosts

function inventory(hosts: Host[]) {
  const cluster: Cluster = { ...guide, installer: { ...guide.installer, source: '/opt/{{ x }}/' }, hosts }
  return renderYamlInventory(cluster, {
    path: 'inventory/demo/hosts.yaml',
    keyFolder: 'inventory/demo/.keys',
    variables: ({ ip }) => ({ ip }),
    groups: { kube_node: { hosts }, k8s_cluster: { children: ['kube_node'] } },
  })
}
const host = (change: Partial<Host>): Host => ({ ...(node1 ?? ({} as never)), ...change })

describe('a YAML inventory', () => {
  it('has the connection, the groups and the variables of each host', () => {
    const { text } = inventory([
      ...(master ? [master] : []),
      host({ login: { user: 'ubuntu', password: 'p', sudoPassword: 's' }, port: 2222, allowSha1: true }),
      host({ name: 'yes', login: { user: 'root', privateKey: 'KEY' } }),
    ])
    const { hosts, groups, children } = inventoryList(text, 'hosts.yaml')
    expect(hosts).toEqual({
      master: { ansible_connection: 'local', ip: '192.168.0.1' },
      node1: {
        ansible_host: '192.168.0.2',
        ansible_port: 2222,
        ansible_user: 'ubuntu',
        ansible_ssh_pass: 'p',
        ansible_become_pass: 's',
        ansible_ssh_common_args: expect.stringContaining('+ssh-rsa'),
        ip: '192.168.0.2',
      },
      yes: {
        ansible_host: '192.168.0.2',
        ansible_user: 'root',
        // A template whose value is the path, since the folder's name looks like one.
        ansible_ssh_private_key_file: expect.stringMatching(/^\{\{ \(.*\)\|string \}\}$/),
        ip: '192.168.0.2',
      },
    })
    expect(groups.kube_node).toEqual(['master', 'node1', 'yes'])
    expect(children.k8s_cluster).toEqual(['kube_node'])
  })

  it('has no secret when masked', () => {
    const file = inventory([
      host({ login: { user: 'ubuntu', password: 'first "1"', sudoPassword: 'second' } }),
    ])
    const masked = maskFile(file)
    expect(masked).not.toMatch(/first|second/)
    expect(masked.split(MASK)).toHaveLength(3)
  })

  it(
    'carries every password to ssh and sudo unchanged',
    () => {
      const hosts = HOSTILE.map((password, index) =>
        host({ name: `n${index}`, login: { user: 'ubuntu', password, sudoPassword: password } }),
      )
      const seen = passwordsSeenBySsh(inventory(hosts).text, 'hosts.yaml')
      expect(Object.values(seen).map(({ ssh, become }) => [ssh, become])).toEqual(
        HOSTILE.map((password) => [password, password]),
      )
    },
    REAL_ANSIBLE_MS,
  )
})
