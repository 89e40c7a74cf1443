/** The settings of a Kubespray release. Their keys are Kubespray's variables, unless a comment says otherwise. */
import type { SourceFacts } from '@/lib/cluster/draft/draft'
import type { Parameter, Section } from '@/lib/cluster/release-options'
import { preparationSection, variablesSection } from '../playbooks/common-settings'
import { setting } from '../playbooks/setting'
import { RESERVED_VARIABLES } from './group-vars'

/** A setting with a few values. The default counts as one of them. */
function choice(key: string, choices: readonly string[] | undefined, initial: string): Parameter {
  return setting(key, 'choice', { default: initial, choices: choices ?? [initial] })
}

/** A URL may contain a user and a password. */
const url = (key: string): Parameter => setting(key, 'url', { sensitive: true })

export function kubespraySections(facts: SourceFacts): Section[] {
  return [
    kubernetesSection(facts),
    networkSection(facts),
    controlPlaneSection,
    proxySection,
    registriesSection,
    downloadsSection(facts),
    preparationSection,
    variablesSection(RESERVED_VARIABLES),
  ]
}

const first = (values: readonly string[] | undefined, otherwise: string): string => values?.[0] ?? otherwise

function kubernetesSection(facts: SourceFacts): Section {
  const versions = (facts.kubernetes ?? []).toReversed()
  return {
    id: 'kubernetes',
    step: 'installer',
    fields: [
      // Without `v`; before 2.28 the variable has one (`kubernetesPrefix` of the facts).
      { ...choice('kube_version', versions, first(facts.kubernetesDefault, '')), kubernetesVersion: true },
      choice('container_manager', facts.containerManagers, first(facts.container_manager, 'containerd')),
    ],
  }
}

function networkSection(facts: SourceFacts): Section {
  const nodePrefix = (key: 'kube_network_node_prefix' | 'kube_network_node_prefix_ipv6', initial: string) =>
    setting(key, 'number', {
      ...{ required: true, default: first(facts[key], initial), unquoted: true },
      family: key.endsWith('_ipv6') ? 6 : 4,
    })
  return {
    id: 'network',
    step: 'network',
    fields: [
      choice('kube_proxy_mode', facts.proxyModes, first(facts.kube_proxy_mode, 'ipvs')),
      nodePrefix('kube_network_node_prefix', '24'),
      ...(facts.ipv6 ? [nodePrefix('kube_network_node_prefix_ipv6', '120')] : []),
    ],
  }
}

/** How nodes reach the control plane without an external load balancer. */
const controlPlaneSection: Section = {
  id: 'control-plane',
  step: 'network',
  fields: [
    choice('loadbalancer_apiserver_type', ['nginx', 'haproxy'], 'nginx'),
    setting('kube_vip_enabled', 'boolean', { default: 'false' }),
    ...[
      setting('kube_vip_address', 'address', { required: true }),
      // Empty for the interface of the default route.
      setting('kube_vip_interface', 'text'),
      setting('kube_vip_arp_enabled', 'boolean', { default: 'true' }),
    ].map((field) => ({ ...field, when: { key: 'kube_vip_enabled', equals: 'true' } })),
  ],
}

const proxySection: Section = {
  id: 'http-proxy',
  step: 'installer',
  advanced: true,
  fields: [
    url('http_proxy'),
    url('https_proxy'),
    // A comma-separated list in the variable.
    setting('additional_no_proxy', 'list', { items: 'text', server: false }),
  ],
}

const registriesSection: Section = {
  id: 'registries',
  step: 'installer',
  advanced: true,
  fields: [
    // Each line has a registry and its mirrors: `docker.io https://mirror.example.com`.
    setting('containerd_registries_mirrors', 'list', {
      items: 'text',
      server: false,
      when: { key: 'container_manager', equals: 'containerd' },
    }),
    setting('registry_host', 'text'),
    ...['kube', 'gcr', 'github', 'docker', 'quay'].map((site) => setting(`${site}_image_repo`, 'text')),
  ],
}

/** `files_repo` has an effect only by the variables of the sites (`redirectedUrls`). */
function downloadsSection({ urlVariables = [] }: SourceFacts): Section {
  const fileServers = urlVariables.length > 0 ? ['files_repo', ...urlVariables] : []
  const repositories = ['debian_repo', 'ubuntu_repo', 'yum_repo']
  return {
    id: 'downloads',
    step: 'installer',
    advanced: true,
    fields: [...fileServers, ...repositories].map(url),
  }
}
