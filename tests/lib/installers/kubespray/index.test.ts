import { describe, expect, it } from 'vitest'
import { INSTALL } from '@/lib/cluster/operations/request'
import { kubespray } from '@/lib/installers/kubespray/index'
import { MASK, maskFile } from '@/lib/secrets/mask-file'
import { inventoryOf } from '../../ansible/inventory/real-ansible'
import { exampleCluster, network } from './example-cluster'

const FOLDER = 'inventory/demo-the-first'
const SETTINGS = {
  kube_version: '1.35.0',
  container_manager: 'containerd',
  kube_proxy_mode: 'iptables',
  kube_network_node_prefix: '26',
  http_proxy: 'http://user:SIXTH@proxy.example:3128',
  https_proxy: 'http://proxy.example:3128',
  additional_no_proxy: '.example\n10.0.0.0/8',
  containerd_registries_mirrors:
    'docker.io https://one.example https://two.example\nquay.io https://one.example',
  registry_host: 'registry.example:5000',
  kube_image_repo: 'registry.example/kube',
  files_repo: 'https://SEVENTH@files.example',
  github_url: 'https://files.example/github',
  debian_repo: 'http://deb.example/{{x}}',
  extra_variables: '# my own\ncalico_mtu: 1400\nanother_password: EIGHTH',
}
const SECRETS = /FIRST|SECOND|THIRD|FOURTH|FIFTH|SIXTH|SEVENTH|EIGHTH/
const cluster = exampleCluster({
  settings: SETTINGS,
  network: network({
    plugin: 'calico',
    loadBalancer: { address: '192.168.0.100', port: '8443', domain: 'api.example' },
  }),
  storage: { class: 'local-path', parameters: { local_path_provisioner_claim_root: '/srv/volumes' } },
})
const files = kubespray.render(cluster, new Map())

it('the rendered files are those that it names', () => {
  expect(files.map(({ path }) => path)).toEqual([
    `${FOLDER}/hosts.yaml`,
    `${FOLDER}/group_vars/all/taskbox.yml`,
    `${FOLDER}/group_vars/k8s_cluster/taskbox.yml`,
    `${FOLDER}/group_vars/all/taskbox-extra.yml`,
  ])
  expect(new Set(kubespray.files(cluster))).toEqual(new Set(files.map(({ path }) => path)))
})

describe('Ansible reads in the rendered files', () => {
  const { hosts, groups, children } = inventoryOf(files, `${FOLDER}/hosts.yaml`)

  it('the groups of Kubespray', () => {
    expect(groups).toMatchObject({
      kube_control_plane: ['cp1', 'cp2'],
      etcd: ['cp1', 'cp2', 'db'],
      kube_node: ['node1'],
    })
    expect(children.k8s_cluster?.toSorted()).toEqual(['kube_control_plane', 'kube_node'])
  })

  it('the login of each host, and its address in the cluster', () => {
    expect(hosts.cp2).toMatchObject({
      ansible_host: 'cp2.example',
      ansible_port: 2222,
      ansible_user: 'ubuntu',
      ansible_ssh_pass: 'SECOND',
      ansible_become_pass: 'THIRD',
      ip: '192.168.0.2',
      access_ip: '192.168.0.2',
      etcd_member_name: 'cp2',
    })
    expect(hosts.node1).toMatchObject({ ansible_user: 'root', ansible_ssh_pass: 'FIFTH', ip: '192.168.0.4' })
    expect(hosts.node1).not.toHaveProperty('etcd_member_name')
  })

  it('every setting', () => {
    expect(hosts.cp1).toMatchObject({
      unsafe_show_logs: true,
      kube_version: '1.35.0',
      container_manager: 'containerd',
      kube_proxy_mode: 'iptables',
      kube_network_plugin: 'calico',
      kube_network_node_prefix: 26,
      kube_service_addresses: '10.96.0.0/16',
      kube_pods_subnet: '10.112.0.0/16',
      http_proxy: SETTINGS.http_proxy,
      https_proxy: SETTINGS.https_proxy,
      additional_no_proxy: '.example,10.0.0.0/8',
      registry_host: 'registry.example:5000',
      kube_image_repo: 'registry.example/kube',
      files_repo: SETTINGS.files_repo,
      github_url: SETTINGS.github_url,
      // Encoded, so that Ansible does not evaluate the user's text as a template.
      debian_repo: expect.stringMatching(/^(?!http:\/\/deb\.example\/\{\{x)/),
      loadbalancer_apiserver: { address: '192.168.0.100', port: 8443 },
      loadbalancer_apiserver_localhost: false,
      apiserver_loadbalancer_domain_name: 'api.example',
      local_path_provisioner_enabled: true,
      local_path_provisioner_claim_root: '/srv/volumes',
      calico_mtu: 1400,
      another_password: 'EIGHTH',
    })
    expect(hosts.cp1?.containerd_registries_mirrors).toMatchObject([
      { prefix: 'docker.io', mirrors: [{ host: 'https://one.example' }, { host: 'https://two.example' }] },
      { prefix: 'quay.io', mirrors: [{ host: 'https://one.example' }] },
    ])
  })

  it('proxy, registries and sources on hosts that only run etcd, too', () => {
    expect(hosts.db).toMatchObject({
      http_proxy: SETTINGS.http_proxy,
      kube_version: '1.35.0',
      calico_mtu: 1400,
    })
    expect(hosts.db).not.toHaveProperty('kube_network_plugin')
  })
})

it('no secret is in a masked file', () => {
  const masked = files.map((file) => maskFile(file)).join('\n')
  expect(masked).not.toMatch(SECRETS)
  expect(masked).toContain('192.168.0.2')
  expect(masked.split(MASK).length).toBeGreaterThan(8)
  const existing = kubespray.maskExistingFile('any.yml', 'registry_password: NINTH\nkube_version: 1.2.3\n')
  expect(existing).toBe(`registry_password: ${MASK}\nkube_version: 1.2.3\n`)
})

it('further variables are written as they were entered', () => {
  expect(files[3]?.text).toBe(`${SETTINGS.extra_variables}\n`)
  expect(kubespray.render(exampleCluster(), new Map())[3]).toMatchObject({ text: '---\n{}\n', secrets: [] })
})

describe('an installation', () => {
  const operation = (change: Parameters<typeof exampleCluster>[0] = {}) =>
    kubespray.operation(exampleCluster(change), INSTALL)

  it('prepares an Ansible that the checkout supports, then runs cluster.yml without secrets in its command', () => {
    const [prepare, playbook] = kubespray.operation(cluster, INSTALL).steps
    expect(prepare?.command).toContain('Ansible 2.17')
    expect(playbook?.command).toContain(`ansible-playbook -i ${FOLDER}/hosts.yaml -b cluster.yml`)
    expect(playbook?.command).toContain('/kubespray-2.30.0/bin/activate')
    expect(playbook?.environment).toMatchObject({ ANSIBLE_FORKS: '5' })
    expect(`${prepare?.command}${playbook?.command}`).not.toMatch(SECRETS)
  })

  it('needs any Ansible of the supported releases if the facts are missing', () => {
    const { facts: _, ...installer } = cluster.installer
    expect(kubespray.preparation?.({ ...cluster, installer })).toMatchObject({
      ansible: { from: '2.14.0' },
      python: { oldest: '3.8', newest: '3.14' },
    })
  })

  it('is verified by the nodes, and by the kubeconfig of a control plane', () => {
    expect(operation().verification).toMatchObject({
      kind: 'cluster',
      kubeconfig: '/etc/kubernetes/admin.conf',
      controlPlanes: ['cp1', 'cp2'],
      server: 'https://192.168.0.1:6443',
      nodes: [
        { name: 'cp1', address: '192.168.0.1' },
        { name: 'cp2', address: '192.168.0.2' },
        { name: 'node1', address: '192.168.0.4' },
      ],
    })
  })

  it('is verified at the load balancer, or at the virtual address', () => {
    const settings = { kube_vip_enabled: 'true', kube_vip_address: '192.168.0.200' }
    expect(operation({ settings }).verification).toMatchObject({ server: 'https://192.168.0.200:6443' })
    const disabled = { ...settings, kube_vip_enabled: 'false' }
    expect(operation({ settings: disabled }).verification).toMatchObject({
      server: 'https://192.168.0.1:6443',
    })
    expect(kubespray.operation(cluster, INSTALL).verification).toMatchObject({
      server: 'https://192.168.0.100:8443',
    })
  })
})
