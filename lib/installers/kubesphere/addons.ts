/**
 * The add-ons of each release as data. Their keys are in the release's settings file.
 *
 * 2.0: conf/vars.yml in FeynmanZhou/managerScripts at d08f641, and the guides of release-2.0
 * (kubesphere-retired/docs.kubesphere.io, zh-CN/installation/{vars,harbor-installation,gitlab-installation}.md).
 * 2.1: conf/common.yaml in dockeryun/k8s-install, and the guides of release-2.1 (en/installation/pluggable-components.md
 * and install-*.md).
 */
import type { KubesphereAddon } from './release'

/** The guide of 1.0.0 documents neither GitLab nor SonarQube. */
const harbor: KubesphereAddon = {
  id: 'harbor',
  default: false,
  enableKey: 'harbor_enable',
  domain: 'harbor.devops.kubesphere.local',
  domainKey: 'harbor_domain',
  page: { hostPrefix: '', nodePort: 30280, account: 'admin', password: 'Harbor12345' },
}

const gitlab: KubesphereAddon = {
  id: 'gitlab',
  default: false,
  enableKey: 'gitlab_enable',
  domain: 'devops.kubesphere.local',
  domainKey: 'gitlab_hosts_domain',
  page: { hostPrefix: 'gitlab.', nodePort: 30080, account: 'admin', password: 'P@88w0rd' },
}

export const addonsOf1: readonly KubesphereAddon[] = [harbor]

export const addonsOf20: readonly KubesphereAddon[] = [
  harbor,
  // Its guide: no block storage.
  { ...gitlab, storageClasses: ['nfs-client', 'glusterfs'] },
  { id: 'sonarqube', default: true, enableKey: 'sonarqube_enable' },
]

/** The same in both modes. */
const requests = (cores: number, memoryGiB: number): NonNullable<KubesphereAddon['requests']> => ({
  'all-in-one': { cores, memoryGiB },
  'multi-node': { cores, memoryGiB },
})

export const addonsOf21: readonly KubesphereAddon[] = [
  { id: 'openpitrix', default: false, enableKey: 'openpitrix_enabled', requests: requests(0.3, 0.3) },
  {
    id: 'devops',
    default: false,
    enableKey: 'devops_enabled',
    requests: {
      'all-in-one': { cores: 0.03, memoryGiB: 2.7 },
      'multi-node': { cores: 0.47, memoryGiB: 8.6 },
    },
  },
  // A part of the DevOps system (ks-installer-config.yaml.j2).
  { id: 'sonarqube', default: false, enableKey: 'sonarqube_enabled', needs: ['devops'] },
  { id: 'logging', default: false, enableKey: 'logging_enabled', requests: requests(0.06, 2.8) },
  {
    id: 'servicemesh',
    default: false,
    enableKey: 'servicemesh_enabled',
    // Its tracing stores its data in the logging system (install-servicemesh.md).
    needs: ['logging'],
    requests: requests(2, 3.6),
  },
  { id: 'notification', default: false, enableKey: 'notification_enabled' },
  { id: 'alerting', default: false, enableKey: 'alerting_enabled', requests: requests(0.08, 0.1) },
  {
    id: 'metrics-server',
    default: false,
    enableKey: 'metrics_server_enabled',
    requests: requests(0.01, 0.1),
  },
  { id: 'grafana', default: false, enableKey: 'grafana_enabled' },
  { ...harbor, enableKey: 'harbor_enabled' },
  { ...gitlab, enableKey: 'gitlab_enabled' },
]
