/** Kubespray: a checkout with playbooks, run by an Ansible that its release supports. */

import type { PreparationPlan } from '@/lib/ansible/prepare/plan'
import type { Cluster } from '@/lib/cluster/cluster'
import { OPERATION_IDS, type OperationRequest } from '@/lib/cluster/operations/request'
import type { Installer, Operation, RenderedFile } from '../installer'
import { playbookOperation, preparationPlan } from '../playbooks/operation'
import { playbookOutcome } from '../playbooks/outcome'
import { privateKeyFiles } from '../playbooks/private-keys'
import { maskYaml } from '../playbooks/yaml-secrets'
import { secretSettingsOf } from '../secret-parameters'
import { ansibleBounds } from './ansible-bounds'
import { detectCheckout } from './detect-checkout'
import { kubesprayDownloads } from './downloads'
import { renderGroupVars } from './group-vars'
import { renderHostsYaml } from './hosts-yaml'
import { hostsFile, keyFolder, variableFiles } from './paths'
import { kubesprayPlaybooks } from './playbooks'
import { DEFAULTS, kubesprayRelease } from './release'
import { kubespraySections } from './settings'
import { DETECTION_SOURCES, REQUIRED_FILES, URL_VARIABLES } from './sources'

export const kubespray: Installer = {
  id: 'kubespray',
  icon: 'boxes',
  repository: 'https://github.com/kubernetes-sigs/kubespray',
  releases: [],
  defaults: DEFAULTS,
  secrets: {
    settings: secretSettingsOf(kubespraySections({ urlVariables: [...URL_VARIABLES] })),
    storage: new Map(),
  },
  release: kubesprayRelease,
  requiredFiles: REQUIRED_FILES,
  detectionSources: DETECTION_SOURCES,
  isTarballName: (name) => /^kubespray-v?\d/.test(name),
  detect: detectCheckout,
  files: (cluster) => [hostsFile(cluster), ...Object.values(variableFiles(cluster))],
  editedFiles: [],
  render,
  privateKeyFiles: (cluster) => privateKeyFiles(cluster, keyFolder(cluster)),
  privateKeyFolder: keyFolder,
  copies: [],
  maskExistingFile: (_, text) => maskYaml(text),
  operations: () => OPERATION_IDS,
  operation,
  preparation,
  downloads: kubesprayDownloads,
  kubernetesVersion,
  outcome: playbookOutcome,
  waitingForStartup: () => undefined,
}

function render(cluster: Cluster): RenderedFile[] {
  return [renderHostsYaml(cluster), ...renderGroupVars(cluster)]
}

function operation(cluster: Cluster, request: OperationRequest): Operation {
  const { kube_vip_enabled: hasVirtualAddress, kube_vip_address: virtualAddress } = cluster.settings
  return playbookOperation(cluster, request, preparation(cluster), {
    playbooks: kubesprayPlaybooks(cluster, request),
    inventory: hostsFile(cluster),
    kubeconfig: '/etc/kubernetes/admin.conf',
    virtualAddress: hasVirtualAddress === 'true' ? virtualAddress : undefined,
    version: kubernetesVersion(cluster),
  })
}

function kubernetesVersion({ settings }: Cluster): string {
  return settings.kube_version ? `v${settings.kube_version}` : ''
}

function preparation(cluster: Cluster): PreparationPlan {
  return preparationPlan(cluster, {
    source: 'kubespray',
    requirements: 'requirements.txt',
    ansible: ansibleBounds(cluster.installer.facts),
    pythons: 'every',
  })
}
