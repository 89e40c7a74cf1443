/** What Taskbox reads from a Kubespray checkout. Its files moved in 2.24, 2.28 and 2.31; the newest path comes first. */

import type { DetectionSources } from '../installer'
import type { Paths } from '../sources/checkout'

/** In every release since 2.12. The forks of 2.8 in packages of KubeSphere do not have the second. */
export const REQUIRED_FILES = ['cluster.yml', 'recover-control-plane.yml'] as const

export const GALAXY: Paths = ['galaxy.yml']
export const ANSIBLE_VERSION: Paths = ['playbooks/ansible_version.yml']
export const CHECKSUMS: Paths = [
  'roles/kubespray_defaults/vars/main/checksums.yml',
  'roles/kubespray-defaults/defaults/main/checksums.yml',
  'roles/download/defaults/main/checksums.yml',
  'roles/download/defaults/main.yml',
]
export const DEFAULTS: Paths = [
  'roles/kubespray_defaults/defaults/main/main.yml',
  'roles/kubespray-defaults/defaults/main/main.yml',
  'roles/kubespray-defaults/defaults/main.yaml',
]
export const DOWNLOADS: Paths = [
  'roles/kubespray_defaults/defaults/main/download.yml',
  'roles/kubespray-defaults/defaults/main/download.yml',
  'roles/download/defaults/main/main.yml',
]
/** The versions of etcd by minor release of Kubernetes. */
export const ETCD_VERSIONS: Paths = ['roles/kubespray_defaults/vars/main/main.yml', ...DOWNLOADS]
export const PREINSTALL: Paths = ['roles/kubernetes/preinstall/defaults/main.yml']
/** The tasks that refuse unknown choices: `container_manager in ['docker', 'crio', 'containerd']`. */
export const ASSERTIONS: Paths = [
  'roles/validate_inventory/tasks/main.yml',
  'roles/kubernetes/preinstall/tasks/0040-verify-settings.yml',
]
export const README: Paths = ['README.md']

/** Network plugins that Taskbox offers where a release has them. */
export const KNOWN_PLUGINS = [
  'calico',
  'flannel',
  'cilium',
  'kube-ovn',
  'kube-router',
  'macvlan',
  'custom_cni',
  'none',
] as const

export const pluginFolder = (plugin: string): string => `roles/network_plugin/${plugin}`

/** Variables whose default is copied into the facts, under the same name. */
export const DEFAULT_VARIABLES = [
  'container_manager',
  'kube_network_plugin',
  'kube_proxy_mode',
  'kube_service_addresses',
  'kube_pods_subnet',
  'kube_network_node_prefix',
  'kube_service_addresses_ipv6',
  'kube_pods_subnet_ipv6',
  'kube_network_node_prefix_ipv6',
] as const

/** Variables that redirect downloads of one site; since 2.25. */
export const URL_VARIABLES = [
  'github_url',
  'dl_k8s_io_url',
  'storage_googleapis_url',
  'get_helm_url',
] as const

/** Files that hosts download (`COMPONENT_download_url`), of those that Taskbox's settings can enable. */
export const COMPONENTS = [
  ...(['kubelet', 'kubeadm', 'kubectl', 'etcd', 'cni', 'crictl'] as const),
  ...(['containerd', 'runc', 'nerdctl', 'crio', 'skopeo', 'cri_dockerd'] as const),
  ...(['calicoctl', 'calico_crds', 'ciliumcli'] as const),
] as const
export type Component = (typeof COMPONENTS)[number]

/** Variables with the versions of the components. */
const VERSION_VARIABLES = [
  ...['kubeadm', 'etcd', 'cni', 'crictl', 'containerd', 'runc', 'nerdctl', 'crio', 'skopeo', 'cri_dockerd'],
  ...['calico', 'calico_ctl', 'cilium_cli'],
].map((component) => `${component}_version`)

/** The checksums from whose keys a release chooses the versions of components; since 2.28. */
const COMPONENT_CHECKSUMS = [
  ...['etcd_binary', 'cni_binary', 'crictl', 'containerd_archive', 'runc', 'nerdctl_archive'],
  ...['crio_archive', 'skopeo_binary', 'cri_dockerd_archive', 'calicoctl_binary', 'ciliumcli_binary'],
].map((component) => `${component}_checksums`)

const each = <V>(paths: Paths, value: V) => paths.map((path) => [path, value] as const)

export const DETECTION_SOURCES: DetectionSources = {
  files: [
    ...GALAXY,
    ...CHECKSUMS,
    ...DEFAULTS,
    ...DOWNLOADS,
    ...ASSERTIONS,
    ...KNOWN_PLUGINS.map(pluginFolder),
  ],
  keys: new Map<string, readonly string[]>([
    ...each(GALAXY, ['namespace', 'name', 'version']),
    ...each(ANSIBLE_VERSION, ['minimal_ansible_version', 'maximal_ansible_version']),
    ...each(DEFAULTS, ['kube_version', 'ipv6_stack', 'enable_dual_stack_networks', ...DEFAULT_VARIABLES]),
    ...each(DOWNLOADS, [
      ...URL_VARIABLES,
      ...COMPONENTS.map((component) => `${component}_download_url`),
      ...VERSION_VARIABLES,
    ]),
    ...each(PREINSTALL, ['minimal_master_memory_mb', 'minimal_node_memory_mb']),
  ]),
  lines: new Map([
    ...each(ASSERTIONS, '(kube_network_plugin|kube_proxy_mode|container_manager) in [[]'),
    ...each(README, '^- [*][*]'),
  ]),
  blocks: new Map([
    ...each(ETCD_VERSIONS, ['etcd_supported_versions']),
    ...each(DOWNLOADS, ['etcd_supported_versions', 'crictl_supported_versions', 'crio_supported_versions']),
    ...each(CHECKSUMS, ['kubelet_checksums', ...COMPONENT_CHECKSUMS]),
    ...each(PREINSTALL, ['supported_os_distributions']),
  ]),
}
