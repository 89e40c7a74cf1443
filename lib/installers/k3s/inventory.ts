/**
 * Renders the inventory of k3s-ansible: servers, agents and the playbook's variables. The networks are arguments of the
 * server, which the playbook merges into its own configuration.
 */
import { dump, load } from 'js-yaml'
import { encodeVariable } from '@/lib/ansible/inventory/encode'
import { type Cluster, type Host, networksOf } from '@/lib/cluster/cluster'
import { isRecord } from '@/lib/structural-sharing'
import { SecretText, type YamlMapping } from '@/lib/yaml/render'
import type { RenderedFile } from '../installer'
import { apiServer } from '../playbooks/api-server'
import { renderYamlInventory } from '../playbooks/yaml-inventory'
import { inventoryFile, keyFolder } from './paths'

const isServer = ({ roles }: Host): boolean => roles.includes('master')

export function renderInventory(cluster: Cluster): RenderedFile {
  return renderYamlInventory(cluster, {
    path: inventoryFile(cluster),
    keyFolder: keyFolder(cluster),
    variables: () => ({}),
    groups: {
      server: { hosts: cluster.hosts.filter(isServer) },
      agent: { hosts: cluster.hosts.filter((host) => !isServer(host)) },
      k3s_cluster: { children: ['server', 'agent'], vars: variables(cluster) },
    },
  })
}

function variables(cluster: Cluster): YamlMapping {
  const { settings } = cluster
  const { address, port } = apiServer(cluster)
  const text = (key: string) => settings[key] && encodeVariable(settings[key])
  const secret = (key: string) => settings[key] && new SecretText(encodeVariable(settings[key]))
  return {
    k3s_version: text('k3s_version'),
    token: secret('token'),
    api_endpoint: encodeVariable(address),
    api_port: port,
    // By default the playbook merges the kubeconfig into that of the user who runs it.
    kubeconfig: "{{ lookup('env', 'TASKBOX_JOB') }}/kubeconfig",
    server_config_yaml: new SecretText(encodeVariable(serverConfig(cluster))),
    agent_config_yaml: secret('agent_config_yaml'),
    registries_config_yaml: secret('registries_config_yaml'),
    extra_server_args: text('extra_server_args'),
    extra_agent_args: text('extra_agent_args'),
    airgap_dir: text('airgap_dir'),
    manage_firewall: settings.manage_firewall && settings.manage_firewall === 'true',
  }
}

/** Variables that the inventory sets. */
export const RESERVED_VARIABLES: readonly string[] = [
  ...['k3s_version', 'token', 'api_endpoint', 'api_port', 'kubeconfig', 'airgap_dir', 'manage_firewall'],
  ...['server_config_yaml', 'agent_config_yaml', 'registries_config_yaml'],
  ...['extra_server_args', 'extra_agent_args'],
]

/** The server's config.yaml: what the wizard collects, then the user's own, which wins. */
function serverConfig({ network, settings }: Cluster): string {
  const networks = networksOf(network)
  const own: unknown = settings.server_config_yaml ? load(settings.server_config_yaml) : {}
  return dump({
    'cluster-cidr': networks.map(({ podCidr }) => podCidr).join(','),
    'service-cidr': networks.map(({ serviceCidr }) => serviceCidr).join(','),
    'flannel-backend': network.plugin === 'none' ? 'none' : settings.flannel_backend,
    ...(isRecord(own) ? own : {}),
  })
}
