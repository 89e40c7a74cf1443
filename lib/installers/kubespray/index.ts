/** Kubespray: a checkout with playbooks, run by an Ansible that its release supports. */

import type { PreparationPlan } from '@/lib/ansible/prepare/plan'
import { supportedPythons } from '@/lib/ansible/prepare/python-support'
import type { Cluster } from '@/lib/cluster/cluster'
import type { Installer, Operation, RenderedFile } from '../installer'
import { apiServerUrl } from '../playbooks/api-server'
import { playbookOutcome } from '../playbooks/outcome'
import { privateKeyFiles } from '../playbooks/private-keys'
import { packageSource, playbookStep, prepareStep } from '../playbooks/steps'
import { maskYaml } from '../playbooks/yaml-secrets'
import { secretSettingsOf } from '../secret-parameters'
import { ansibleBounds } from './ansible-bounds'
import { detectCheckout } from './detect-checkout'
import { kubesprayDownloads } from './downloads'
import { renderGroupVars } from './group-vars'
import { renderHostsYaml } from './hosts-yaml'
import { hostsFile, keyFolder, variableFiles } from './paths'
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
  operation: installOperation,
  preparation,
  downloads: kubesprayDownloads,
  kubernetesVersion: ({ settings }) => (settings.kube_version ? `v${settings.kube_version}` : ''),
  outcome: playbookOutcome,
  waitingForStartup: () => undefined,
}

function render(cluster: Cluster): RenderedFile[] {
  return [renderHostsYaml(cluster), ...renderGroupVars(cluster)]
}

function installOperation(cluster: Cluster): Operation {
  const { hosts, settings } = cluster
  const plan = preparation(cluster)
  const isNode = ({ roles }: Cluster['hosts'][number]) => roles.includes('master') || roles.includes('node')
  return {
    id: 'install',
    steps: [
      prepareStep(plan),
      playbookStep(cluster, plan.environment, { playbook: 'cluster.yml', inventory: hostsFile(cluster) }),
    ],
    prompts: [],
    verification: {
      kind: 'cluster',
      kubeconfig: '/etc/kubernetes/admin.conf',
      controlPlanes: hosts.filter(({ roles }) => roles.includes('master')).map(({ name }) => name),
      server: apiServerUrl(
        cluster,
        settings.kube_vip_enabled === 'true' ? settings.kube_vip_address : undefined,
      ),
      nodes: hosts.filter(isNode).map(({ name, ip }) => ({ name, address: ip })),
    },
  }
}

function preparation(cluster: Cluster): PreparationPlan {
  const { version, facts } = cluster.installer
  const ansible = ansibleBounds(facts)
  return {
    environment: `kubespray-${version}`,
    requirements: 'requirements.txt',
    ansible,
    python: supportedPythons(ansible, 'every') ?? { oldest: '3.8', newest: '3.14' },
    ...packageSource(cluster),
  }
}
