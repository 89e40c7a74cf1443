/** Imitations of the files of Kubespray and k3s-ansible that Taskbox reads, in the layout of each release. */
import type { Tree } from './package-tree'

/** Releases of Kubespray whose files are in different places, or have different variables. */
export type Layout = '2.22' | '2.23' | '2.24' | '2.28' | '2.31'

export interface CheckoutOptions {
  layout: Layout
  /** `version` of galaxy.yml. */
  version: string
  /** Versions of the kubelet, the newest first. */
  kubernetes: readonly string[]
  /** The same for arm64; by default those of amd64. */
  arm64?: readonly string[]
  /** Minor releases that it can install. */
  minors: readonly string[]
}

const PLUGINS = ['calico', 'flannel', 'cilium', 'kube-ovn', 'macvlan', 'cni']

const isSince = (layout: Layout, other: Layout): boolean => layout >= other

/** The folder of a role whose name changed. */
const defaultsRole = (layout: Layout) =>
  isSince(layout, '2.28') ? 'roles/kubespray_defaults' : 'roles/kubespray-defaults'

export function kubesprayTree(options: CheckoutOptions): Tree {
  const { layout, version } = options
  return {
    'cluster.yml': '- import_playbook: playbooks/cluster.yml\n',
    'recover-control-plane.yml': '- import_playbook: playbooks/recover_control_plane.yml\n',
    'galaxy.yml': `---\nnamespace: kubernetes_sigs\ndescription: Deploy it\nname: kubespray\nversion: ${version}\nauthors:\n  - Somebody\n`,
    'playbooks/ansible_version.yml': ansibleVersion(layout),
    'README.md': README,
    [checksumsPath(layout)]: checksums(options),
    [`${defaultsRole(layout)}/defaults/main${isSince(layout, '2.24') ? '/main.yml' : '.yaml'}`]:
      defaults(options),
    ...downloads(options),
    'roles/kubernetes/preinstall/defaults/main.yml': PREINSTALL,
    ...assertions(layout),
    ...Object.fromEntries(
      PLUGINS.map((plugin) => [`roles/network_plugin/${plugin}/tasks/main.yml`, '---\n']),
    ),
  }
}

const BOUNDS: Readonly<Record<Layout, readonly [string, string]>> = {
  '2.22': ['2.11.0', '2.13.0'],
  '2.23': ['2.14.0', '2.15.0'],
  '2.24': ['2.15.5  # older ones are buggy', '2.17.0'],
  '2.28': ['2.16.4', '2.17.0'],
  '2.31': ['2.18.0', '2.19.0'],
}

function ansibleVersion(layout: Layout): string {
  const [oldest, below] = BOUNDS[layout]
  return `---
- name: Check Ansible version
  vars:
    minimal_ansible_version: ${oldest}
    maximal_ansible_version: ${below}
  tasks:
    - assert:
        msg: "Ansible must be between {{ minimal_ansible_version }} and {{ maximal_ansible_version }}"
`
}

function checksumsPath(layout: Layout): string {
  if (isSince(layout, '2.28')) return `${defaultsRole(layout)}/vars/main/checksums.yml`
  if (isSince(layout, '2.24')) return `${defaultsRole(layout)}/defaults/main/checksums.yml`
  return `roles/download/defaults/main${isSince(layout, '2.23') ? '/checksums.yml' : '.yml'}`
}

/** Before 2.28 the versions begin with `v`. */
const prefix = (layout: Layout): string => (isSince(layout, '2.28') ? '' : 'v')

function checksums({ layout, kubernetes, arm64 = kubernetes }: CheckoutOptions): string {
  const sum = isSince(layout, '2.28') ? `sha256:${'a'.repeat(64)}` : 'b'.repeat(64)
  const list = (versions: readonly string[]) =>
    versions.map((version) => `    ${prefix(layout)}${version}: ${sum}\n`).join('')
  return `---
crictl_checksums:
  amd64:
    ${prefix(layout)}1.99.0: ${sum}
# The next one has comments and blank lines.
kubelet_checksums:
  arm:
    ${prefix(layout)}1.2.3: 0
  arm64:
${list(arm64)}
  # 64 bits
  amd64:
${list(kubernetes)}
kubectl_checksums:
  amd64:
    ${prefix(layout)}1.98.0: ${sum}
`
}

function defaults({ layout, kubernetes, minors }: CheckoutOptions): string {
  const newest = kubernetes.find((version) => minors.some((minor) => version.startsWith(`${minor}.`))) ?? ''
  const version = isSince(layout, '2.28')
    ? `"{{ (kubelet_checksums['amd64'] | dict2items)[0].key }}"`
    : `v${newest}`
  const ipv6 = isSince(layout, '2.28')
    ? `# enable_dual_stack_networks: false # deprecated
ipv4_stack: true
ipv6_stack: "{{ enable_dual_stack_networks | default(false) }}"`
    : 'enable_dual_stack_networks: false'
  return `---
## Change this to use another version
kube_version: ${version}
kube_proxy_mode: ipvs
kube_network_plugin: calico
kube_network_plugin_multus: false
kube_service_addresses: 10.233.0.0/18
kube_pods_subnet: 10.233.64.0/18
kube_network_node_prefix: 24
${ipv6}
kube_service_addresses_ipv6: fd85:ee78:d8a6:8607::1000/116
kube_pods_subnet_ipv6: fd85:ee78:d8a6:8607::1:0000/112
kube_network_node_prefix_ipv6: 120
container_manager: containerd
container_manager_on_localhost: "{{ container_manager }}"
`
}

function downloads({ layout, minors }: CheckoutOptions): Tree {
  const role = defaultsRole(layout)
  const path = isSince(layout, '2.24')
    ? `${role}/defaults/main/download.yml`
    : 'roles/download/defaults/main/main.yml'
  const versions = minors
    .map((minor) => `  ${isSince(layout, '2.28') ? `'${minor}'` : `v${minor}`}: "v3.5.16"\n`)
    .join('')
  const etcd = `etcd_supported_versions:\n${versions}etcd_version: "{{ etcd_supported_versions[kube_major_version] }}"\n`
  const urls = isSince(layout, '2.28')
    ? 'github_url: https://github.com\ndl_k8s_io_url: https://dl.k8s.io\n'
    : ''
  if (!isSince(layout, '2.31')) return { [path]: `---\n${urls}${etcd}` }
  return { [path]: `---\n${urls}`, [`${role}/vars/main/main.yml`]: `---\n${etcd}` }
}

const PREINSTALL = `---
minimal_node_memory_mb: 1024
minimal_master_memory_mb: 1500

## List of supported OS distributions
supported_os_distributions:
  - 'RedHat'
  - 'Debian'
  - "Ubuntu"
  - Flatcar
  - 'Flatcar Container Linux by Kinvolk'
  - 'Kylin Linux Advanced Server'
other_distributions:
  - 'Minix'
`

const README = `# Deploy

- **Composable** cluster

## Supported Linux Distributions

- **Flatcar Container Linux by Kinvolk**
- **Debian** Bookworm, Trixie
- **Ubuntu** 22.04, 24.04
- **CentOS/RHEL** 7, [8, 9](docs/centos.md#centos-8)
- **Kylin Linux Advanced Server V10** (experimental: see [notes 7](docs/kylinlinux.md))

## Requirements

- **Minimum required version of Kubernetes is v1.30**
`

function assertions(layout: Layout): Tree {
  if (!isSince(layout, '2.28'))
    return {
      'roles/kubernetes/preinstall/tasks/0040-verify-settings.yml': `---
- name: Stop if unknown network plugin
  assert:
    that: kube_network_plugin in ['calico', 'flannel', 'weave', 'cloud', 'cilium', 'cni', 'kube-ovn', 'macvlan']
- name: Stop if unknown kube proxy mode
  assert:
    that: kube_proxy_mode in ['iptables', 'ipvs']
    msg: "kube_proxy_mode can only be 'iptables' or 'ipvs'"
- name: Stop if unknown runtime
  assert:
    that: container_manager in ['docker', 'crio', 'containerd']
`,
    }
  return {
    'roles/validate_inventory/tasks/main.yml': `---
- name: Stop if unsupported options selected
  assert:
    that:
      - kube_network_plugin in ['calico', 'flannel', 'cloud', 'cilium', 'cni', 'kube-ovn', 'macvlan', 'none']
      - kube_proxy_mode in ['iptables', 'ipvs', 'nftables']
      - etcd_deployment_type in ['host', 'kubeadm'] or container_manager == 'docker'
      - container_manager in ['docker', 'crio', 'containerd']
`,
  }
}

/** A checkout of k3s-ansible. Before 1.2 it had no `manage_firewall`. */
export function k3sTree(version: string, asserted = '2.15'): Tree {
  return {
    'galaxy.yml': `---\nnamespace: k3s\nname: orchestration\nversion: ${version}\n`,
    'playbooks/site.yml': '---\n- name: Cluster prep\n  hosts: k3s_cluster\n',
    'meta/runtime.yml': '---\nrequires_ansible: ">=2.15.0"\n',
    'inventory-sample.yml':
      '---\nk3s_cluster:\n  vars:\n    k3s_version: v1.31.12+k3s1\n    token: "changeme!"\n',
    'roles/prereq/tasks/main.yml': `---\n- assert:\n    that:\n      - ansible_version.full is version('${asserted}', '>=')\n`,
    'roles/prereq/defaults/main.yml': '---\napi_port: 6443\nmanage_firewall: true\n',
  }
}
