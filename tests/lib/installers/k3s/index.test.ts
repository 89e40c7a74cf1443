import { load } from 'js-yaml'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import type { Cluster } from '@/lib/cluster/cluster'
import type { Draft } from '@/lib/cluster/draft/draft'
import { emptyDraft, emptyHost } from '@/lib/cluster/draft/empty-draft'
import { toCluster } from '@/lib/cluster/draft/to-cluster'
import { validateDraft } from '@/lib/cluster/draft/validate-draft'
import { INSTALL } from '@/lib/cluster/operations/request'
import { k3s } from '@/lib/installers/k3s/index'
import { RESERVED_VARIABLES } from '@/lib/installers/k3s/inventory'
import { k3sRelease } from '@/lib/installers/k3s/release'
import { maskFile } from '@/lib/secrets/mask-file'

const FACTS = {
  ansible: ['2.15.0'],
  k3sDefault: ['v1.31.12+k3s1'],
  optionalVariables: ['manage_firewall'],
}
const LOAD_BALANCER = { address: '192.168.0.100', port: '443', domain: 'api.example' }
const host = (id: string, address: string, role: 'master' | 'node') =>
  emptyHost(id, { sharedLogin: false, password: `FIRST-${id}`, name: id, address, roles: [role] })

function cluster(settings: Draft['settings'] = {}, network: Partial<Draft['network']> = {}): Cluster {
  const release = k3sRelease('1.2.2', FACTS)
  if (!release) throw new Error('not described')
  const empty = emptyDraft(release)
  const draft: Draft = {
    ...empty,
    name: 'edge',
    installer: { ...empty.installer, source: '/srv/k3s-ansible', facts: FACTS },
    hosts: [host('server1', '192.168.0.1', 'master'), host('agent1', '192.168.0.2', 'node')],
    network: { ...empty.network, ...network },
    storage: { class: 'local-path', parameters: {} },
    settings,
  }
  const errors = validateDraft(draft, release, []).filter(({ severity }) => severity === 'error')
  if (errors.length > 0) throw new Error(JSON.stringify(errors))
  return toCluster(draft, release)
}

const group = z.object({ hosts: z.record(z.string(), z.unknown()).default({}) })
const inventory = z.object({
  all: z.object({
    children: z.object({
      server: group,
      agent: group,
      k3s_cluster: z.object({ vars: z.record(z.string(), z.unknown()) }),
    }),
  }),
})

function rendered(value: Cluster) {
  const { children } = inventory.parse(load(k3s.render(value, new Map())[0]?.text ?? '')).all
  return { ...children, vars: children.k3s_cluster.vars }
}
const EVERYTHING = {
  k3s_version: 'v1.35.0+k3s1',
  token: 'SECOND',
  flannel_backend: 'host-gw',
  server_config_yaml: 'node-label: [a=b]\ncluster-dns: 10.43.0.53\nagent-token: THIRD',
  agent_config_yaml: 'kubelet-arg: [max-pods=50]',
  registries_config_yaml: 'configs: {r.example: {auth: {password: FOURTH}}}',
  extra_server_args: '--disable traefik',
  extra_agent_args: '--node-label a=b',
  airgap_dir: '/srv/airgap',
  manage_firewall: 'false',
  extra_variables: 'extra_install_envs: {HTTPS_PROXY: "http://user:FIFTH@proxy"}',
}

describe('the inventory of k3s-ansible', () => {
  it('has servers, agents and the defaults', () => {
    const { server, agent, vars } = rendered(cluster())
    expect([Object.keys(server.hosts), Object.keys(agent.hosts)]).toEqual([['server1'], ['agent1']])
    expect(vars).toMatchObject({
      k3s_version: 'v1.31.12+k3s1',
      api_endpoint: '192.168.0.1',
      api_port: 6443,
      manage_firewall: true,
    })
    expect(vars).not.toHaveProperty('token')
    expect(load(String(vars.server_config_yaml))).toEqual({
      'cluster-cidr': '10.42.0.0/16',
      'service-cidr': '10.43.0.0/16',
      'flannel-backend': 'vxlan',
    })
  })

  it('has every setting, and the user’s own configuration of the server', () => {
    const { vars } = rendered(cluster(EVERYTHING))
    const { server_config_yaml, flannel_backend: _, extra_variables: __, ...asEntered } = EVERYTHING
    expect(vars).toMatchObject({ ...asEntered, manage_firewall: false })
    expect(load(String(vars.server_config_yaml))).toEqual({
      'cluster-cidr': '10.42.0.0/16',
      'service-cidr': '10.43.0.0/16',
      'flannel-backend': 'host-gw',
      ...z.object({}).loose().parse(load(server_config_yaml)),
    })
    expect(Object.keys(vars).filter((name) => !RESERVED_VARIABLES.includes(name))).toEqual([])
  })

  it('names the load balancer, and no network plugin if the user brings one', () => {
    const { vars } = rendered(cluster({}, { plugin: 'none', loadBalancer: LOAD_BALANCER }))
    expect(vars).toMatchObject({ api_endpoint: '192.168.0.100', api_port: 443 })
    expect(String(vars.server_config_yaml)).toContain('flannel-backend: none')
  })

  it('contains no variable twice', () => {
    expect(() => cluster({ extra_variables: 'api_port: 1' })).toThrow('setting-reserved')
    expect(() => cluster({ extra_variables: 'token: x', token: 'y' })).toThrow('setting-reserved')
    expect(cluster({ extra_variables: 'token: x' }).settings).not.toHaveProperty('token')
  })

  it('shows no secret when masked', () => {
    const files = k3s.render(cluster(EVERYTHING), new Map())
    expect(files.map(({ path }) => path)).toEqual([
      'inventory/edge/hosts.yaml',
      'inventory/edge/group_vars/all/taskbox-extra.yml',
    ])
    const masked = files.map((file) => maskFile(file)).join('\n')
    expect(masked).not.toMatch(/FIRST|SECOND|THIRD|FOURTH|FIFTH/)
    expect(masked).toContain('--disable traefik')
  })
})

describe('an installation of k3s', () => {
  it('runs site.yml after the preparation, and is verified by its nodes', () => {
    const { steps, verification } = k3s.operation(cluster(EVERYTHING), INSTALL)
    const [prepare, playbook] = steps
    expect(prepare?.command).toContain('ansible-core>=2.15.0,<2.20.0')
    expect(playbook?.command).toContain('ansible-playbook -i inventory/edge/hosts.yaml -b playbooks/site.yml')
    expect(`${prepare?.command}${playbook?.command}`).not.toMatch(/FIRST|SECOND|THIRD|FOURTH|FIFTH/)
    expect(verification).toMatchObject({
      kubeconfig: '/etc/rancher/k3s/k3s.yaml',
      controlPlanes: ['server1'],
      server: 'https://192.168.0.1:6443',
      nodes: [{ name: 'server1' }, { name: 'agent1' }],
    })
  })
})
