/** k3s, installed by the playbooks of k3s-ansible. */
import type { PreparationPlan } from '@/lib/ansible/prepare/plan'
import type { Cluster } from '@/lib/cluster/cluster'
import type { OperationRequest } from '@/lib/cluster/operations/request'
import type { Installer, Operation } from '../installer'
import { renderExtraVariables } from '../playbooks/extra-variables'
import { playbookOperation, preparationPlan } from '../playbooks/operation'
import { playbookOutcome } from '../playbooks/outcome'
import { privateKeyFiles } from '../playbooks/private-keys'
import { maskYaml } from '../playbooks/yaml-secrets'
import { secretSettingsOf } from '../secret-parameters'
import { ansibleBounds } from './ansible-bounds'
import { detectCheckout } from './detect-checkout'
import { k3sDownloads } from './downloads'
import { renderInventory } from './inventory'
import { extraFile, inventoryFile, keyFolder } from './paths'
import { K3S_OPERATIONS, k3sPlaybooks } from './playbooks'
import { DEFAULTS, k3sRelease } from './release'
import { k3sSections } from './settings'
import { DETECTION_SOURCES, REQUIRED_FILES } from './sources'

export const k3s: Installer = {
  id: 'k3s',
  icon: 'feather',
  repository: 'https://github.com/k3s-io/k3s-ansible',
  releases: [],
  defaults: DEFAULTS,
  secrets: {
    settings: secretSettingsOf(k3sSections({}, '')),
    storage: new Map(),
  },
  release: k3sRelease,
  requiredFiles: REQUIRED_FILES,
  detectionSources: DETECTION_SOURCES,
  isTarballName: (name) => /^k3s-ansible-/.test(name),
  detect: detectCheckout,
  files: (cluster) => [inventoryFile(cluster), extraFile(cluster)],
  editedFiles: [],
  render: (cluster) => [renderInventory(cluster), renderExtraVariables(cluster, extraFile(cluster))],
  privateKeyFiles: (cluster) => privateKeyFiles(cluster, keyFolder(cluster)),
  privateKeyFolder: keyFolder,
  copies: [],
  maskExistingFile: (_, text) => maskYaml(text),
  operations: () => K3S_OPERATIONS,
  operation,
  preparation,
  downloads: k3sDownloads,
  kubernetesVersion: ({ settings }) => settings.k3s_version ?? '',
  outcome: playbookOutcome,
  waitingForStartup: () => undefined,
}

function operation(cluster: Cluster, request: OperationRequest): Operation {
  return playbookOperation(cluster, request, preparation(cluster), {
    playbooks: k3sPlaybooks(cluster, request),
    inventory: inventoryFile(cluster),
    kubeconfig: '/etc/rancher/k3s/k3s.yaml',
    version: cluster.settings.k3s_version ?? '',
  })
}

/** The community package of Ansible has the collections that the playbooks use. `ipwrap` needs netaddr. */
function preparation(cluster: Cluster): PreparationPlan {
  const ansible = ansibleBounds(cluster.installer.facts)
  return preparationPlan(cluster, {
    source: 'k3s-ansible',
    requirements: [`ansible-core>=${ansible.from},<${ansible.below}`, 'ansible', 'netaddr'],
    ansible,
    pythons: 'some',
  })
}
