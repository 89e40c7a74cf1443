/** The releases of KubeSphere's installer as data. A new release needs a record here, but no code. */
import type { InstallerOutput, Release, Requirements, Size } from '../installer'
import { expectedPrompts } from './expected-prompts'
import { cephRbd, glusterfs, local, neonsan, nfsClient, nfsServer, qingcloud } from './storage-classes'

/** "More than 300 G" in the guide's table. */
const RECOMMENDED: Size = { cores: 8, memoryGiB: 16, diskGiB: 300 }

/** Kubernetes 1.12 with Kubespray 2.8: Docker, and IPVS for services. */
const REQUIREMENTS: Requirements = {
  architectures: ['x86_64', 'amd64'],
  // A machine with 8 GiB reports about 7.5.
  memoryTolerance: 0.07,
  // Older kernels leak kernel memory of containers and lack overlay fixes. CentOS 7's 3.10 has many of them backported.
  kernel: '4.0',
  cgroups: [1],
  runtime: 'docker',
  modules: ['br_netfilter', 'overlay', 'nf_conntrack', 'ip_vs', 'ip_vs_rr', 'ip_vs_wrr', 'ip_vs_sh'],
  pluginModules: { calico: ['ipip'] },
  storageModules: { 'ceph-rbd': ['rbd'] },
  ports: [
    { from: 6443, to: 6443 },
    { from: 2379, to: 2380, role: 'etcd' },
    { from: 10248, to: 10259 },
    { from: 179, to: 179, plugin: 'calico' },
    { from: 9099, to: 9100 },
    { from: 53, to: 53, wildcardOnly: true },
  ],
  nodePorts: { from: 30000, to: 32767, reserved: [30180, 30280, 30380, 30880] },
  needsPython2: true,
  // The package requires 2.4 or later. Kubespray 2.8 fails with Ansible 2.8 and later.
  ansible: { oldest: '2.4', newest: '2.7' },
}

/** Builds spell success differently: `successsful!`, `Succesful!`, `Successful` (guide, step 3). */
const OUTPUT: InstallerOutput = {
  playbooks: [],
  succeeded: /^ *succes{1,3}ful!* *$/i,
  failed: undefined,
  welcome: /Welcome to KubeSphere/i,
  waiting: undefined,
  failedExitStatus: undefined,
}

export const advanced100: Release = {
  id: 'advanced-1.0.0',
  folder: 'kubesphere-all-advanced-1.0.0',
  kubernetes: 'v1.12.3',
  minimum: {
    'multi-node': { cores: 4, memoryGiB: 8, diskGiB: 40 },
    'all-in-one': { cores: 4, memoryGiB: 8, diskGiB: 100 },
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
  storageClasses: [local, nfsServer, nfsClient, cephRbd, glusterfs, qingcloud, neonsan],
  addons: ['harbor'],
  harborNodePort: 30280,
  settingsFile: 'conf/vars.yml',
  // Not known for this release. The inventory must be right with and without the rewrite.
  rewritesInventory: false,
  prompts: expectedPrompts,
  // Guide, step 3.
  banner: {
    account: 'admin',
    password: 'passw0rd',
    nodePort: 32130,
    file: 'kubesphere/kubesphere_running',
  },
  output: OUTPUT,
  logFiles: undefined,
}

export const kubesphereReleases: readonly Release[] = [advanced100]
