/** Releases of KubeSphere's installer as data. A later release is a further record, not further code. */
import type { Release, Size } from '../installer'
import { cephRbd, glusterfs, local, neonsan, nfsClient, nfsServer, qingcloud } from './storage-classes'

/** "More than 300 G" in the guide's table. */
const RECOMMENDED: Size = { cores: 8, memoryGiB: 16, diskGiB: 300 }

export const advanced100: Release = {
  id: 'advanced-1.0.0',
  folder: 'kubesphere-all-advanced-1.0.0',
  kubernetes: 'v1.12.3',
  minimum: {
    'multi-node': { cores: 4, memoryGiB: 8, diskGiB: 40 },
    'all-in-one': { cores: 4, memoryGiB: 8, diskGiB: 100 },
  },
  recommended: { 'multi-node': RECOMMENDED, 'all-in-one': RECOMMENDED },
  // CentOS writes only `7` into os-release; its minor release stands in /etc/redhat-release.
  systems: [
    { id: 'centos', versions: ['7.5'] },
    { id: 'ubuntu', versions: ['16.04', '18.04'] },
    { id: 'rhel', versions: ['7.4'] },
  ],
  // The guides name no places; these are Docker's own registry and the mirrors that later releases' samples set.
  egress: {
    registries: ['registry-1.docker.io:443'],
    mirrors: ['docker.mirrors.ustc.edu.cn:443', 'dockerhub.qingcloud.com:443'],
  },
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
  console: { nodePort: 32130, account: 'admin' },
  harborNodePort: 30280,
}

export const kubesphereReleases: readonly Release[] = [advanced100]
