/** Requirements of Kubernetes itself, whichever installer brings it. */
import type { PortRange, Requirements } from '../installer'
import { compareVersions } from '../versions'

/**
 * What a version of Kubernetes requires of the kernel. kubeadm refuses kernels before 4.19 since 1.32 (system-validators,
 * types_unix.go), and the kubelet refuses cgroup v1 since 1.35 (`failCgroupV1`).
 * @param version such as `1.32.8`
 */
export function kernelRequirements(version: string): Pick<Requirements, 'kernel' | 'cgroups'> {
  return {
    // Older kernels leak kernel memory of containers and lack overlay fixes.
    kernel: compareVersions(version, '1.32') >= 0 ? '4.19' : '4.0',
    cgroups: compareVersions(version, '1.35') >= 0 ? [2] : [1, 2],
  }
}

/** Ports of the control plane, etcd, the kubelet and kube-proxy (kubernetes.io, ports and protocols). */
export const KUBERNETES_PORTS: readonly PortRange[] = [
  { from: 6443, to: 6443 },
  { from: 2379, to: 2380, role: 'etcd' },
  { from: 10248, to: 10259 },
]

export const NODE_PORTS: Requirements['nodePorts'] = { from: 30000, to: 32767, reserved: [] }
