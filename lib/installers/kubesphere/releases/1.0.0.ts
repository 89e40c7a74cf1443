/** KubesphereRelease advanced-1.0.0 as data. The source is its multi-node guide, unless noted otherwise. */
import type { Size } from '../../installer'
import { addonsOf1 } from '../addons'
import { expectedPrompts } from '../expected-prompts'
import type { KubesphereRelease, ReleaseEvidence } from '../release'
import { storageClasses } from '../storage-classes/1.0.0'
import { COMMON_OPTIONS } from './common-options'
import { REQUIREMENTS } from './requirements'

const VARS = 'conf/vars.yml'

/** "More than 300 G" in the guide's table. */
const RECOMMENDED: Size = { cores: 8, memoryGiB: 16, diskGiB: 300 }

/**
 * No copy of the package is public. Its guides name `scripts/multi-node.sh` and the keys of its storage classes. 1.0.1
 * calls the NFS server in the cluster `nfs_in_k8s_enable` (docs.kubesphere.io, branch release-1.0), and 2.0 renamed the
 * keys of QingCloud and added `console_port`.
 */
const EVIDENCE: ReleaseEvidence = {
  required: [
    { kind: 'file', path: VARS, present: true },
    { kind: 'file', path: 'conf/common.yaml', present: false },
    { kind: 'key', path: VARS, key: 'console_port', present: false },
    { kind: 'key', path: VARS, key: 'qingcloud_csi_enabled', present: false },
    { kind: 'key', path: VARS, key: 'nfs_in_k8s_enable', present: false },
    { kind: 'value', path: VARS, key: 'ks_version', values: ['1.0.0', 'v1.0.0'], optional: true },
  ],
  anyOf: [
    { kind: 'key', path: VARS, key: 'qy_csi_enabled', present: true },
    { kind: 'key', path: VARS, key: 'nfs_server_enable', present: true },
    { kind: 'file', path: 'scripts/multi-node.sh', present: true },
  ],
  distinguishing: [{ kind: 'value', path: VARS, key: 'kube_version', values: ['v1.12.3'], optional: true }],
  folderName: /(?<![a-z\d])advanced-1\.0\.0(?!\.?\d)/i,
}

export const advanced100: KubesphereRelease = {
  ...COMMON_OPTIONS,
  id: 'advanced-1.0.0',
  folder: 'kubesphere-all-advanced-1.0.0',
  kubernetes: 'v1.12.3',
  evidence: EVIDENCE,
  minimum: {
    'multi-node': { scope: 'host', cores: 4, memoryGiB: 8, diskGiB: 40 },
    'all-in-one': { scope: 'host', cores: 4, memoryGiB: 8, diskGiB: 100 },
  },
  recommended: { 'multi-node': RECOMMENDED, 'all-in-one': RECOMMENDED },
  // CentOS has only `7` in os-release; the minor version is in /etc/redhat-release.
  systems: [
    { id: 'centos', versions: ['7.5'] },
    { id: 'ubuntu', versions: ['16.04', '18.04'] },
    { id: 'rhel', versions: ['7.4'] },
  ],
  // The guides do not name registries. These are Docker Hub and the mirrors in the samples of later releases.
  egress: {
    registries: ['registry-1.docker.io:443'],
    mirrors: ['docker.mirrors.ustc.edu.cn:443', 'dockerhub.qingcloud.com:443'],
  },
  requirements: REQUIREMENTS,
  minimumHosts: { 'multi-node': 2, 'all-in-one': 1 },
  networkPlugins: ['calico', 'flannel'],
  defaults: {
    plugin: 'calico',
    serviceCidr: '10.233.0.0/18',
    podCidr: '10.233.64.0/18',
    loadBalancerDomain: 'lb.kubesphere.local',
    nodePrefix: 24,
  },
  storageClasses,
  addons: addonsOf1,
  settingsFile: 'conf/vars.yml',
  fixedSettings: [],
  prompts: expectedPrompts,
  // Guide, step 3.
  console: {
    account: 'admin',
    password: 'passw0rd',
    nodePort: 32130,
    file: 'kubesphere/kubesphere_running',
  },
}
