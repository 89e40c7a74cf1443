/** Requirements that the releases share. */
import type { Requirements } from '../../installer'

/** Kubernetes 1.12 with Kubespray 2.8: Docker, and IPVS for services. */
export const REQUIREMENTS: Requirements = {
  architectures: ['x86_64', 'amd64'],
  // A machine with 8 GiB reports about 7.5.
  memoryTolerance: 0.07,
  // Older kernels leak kernel memory of containers and lack overlay fixes. CentOS 7's 3.10 has many of them backported.
  kernel: '4.0',
  cgroups: [1],
  runtime: 'docker',
  services: ['docker', 'kubelet', 'etcd'],
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

/**
 * Kubernetes 1.13 to 1.16 with a fork of Kubespray, of which 2.1.0 is public (`k8s/` in dockeryun/k8s-install):
 * Docker is its container manager and IPVS its proxy mode. `scripts/os/requirements.txt` installs Ansible 2.7.12, and
 * `k8s/cluster.yml` refuses versions before 2.7.8; versions after 2.7 are not known to work.
 */
export const REQUIREMENTS_OF_2: Requirements = {
  ...REQUIREMENTS,
  // `console_port` in the settings: the first three are reserved. GitLab uses the last two.
  nodePorts: { ...REQUIREMENTS.nodePorts, reserved: [30180, 30280, 30380, 30080, 30443] },
  ansible: { oldest: '2.7', newest: '2.7' },
}
