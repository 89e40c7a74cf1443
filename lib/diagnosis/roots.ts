/** Which known failures bring others about: the root is told before its consequences. */

const ROOTS: Readonly<Record<string, readonly string[]>> = {
  'an-nocmd': ['an-pip', 'yum-lock', 'yum-pend', 'yum-iso', 'yum-eol', 'off-5080', 'disk'],
  'an-pip': ['yum-iso', 'off-5080', 'disk'],
  'dk-start': ['dk-json', 'disk'],
  'img-retry': ['img-rate', 'img-net', 'sha', 'disk', 'dk-start'],
  sha: ['img-net', 'disk'],
  'etcd-health': ['noroute-svc', 'clock', 'disk', 'img-retry', 'ssh-refused'],
  kubelet: ['cgroup', 'cri', 'pre-swap', 'dk-start', 'disk'],
  kubeadm124: ['kubelet', 'cgroup', 'cri', 'img-retry', 'img-net', 'noroute-svc', 'etcd-health', 'clock'],
  join: ['clock', 'noroute-svc', 'kubeadm124'],
  bgp: ['noroute-svc'],
  pvc: ['ks-sc', 'nfs', 'rbd'],
  'ks-wait': [
    'pvc',
    'ks-sc',
    'nfs',
    'rbd',
    'coredns-loop',
    'bgp',
    'img-retry',
    'img-net',
    'img-rate',
    'disk',
  ],
  'ks-crd': ['ks-wait'],
  local8080: ['kubelet', 'kubeadm124'],
  'left-helm': ['ks-wait'],
}

/** The failures that may have brought this one about, directly. */
export const rootsOf = (id: string): readonly string[] => ROOTS[id] ?? []

/** How many of those that were found stand, one behind the other, before this one. */
export function depth(id: string, found: ReadonlySet<string>, below: readonly string[] = []): number {
  const roots = rootsOf(id).filter((root) => found.has(root) && !below.includes(root))
  return roots.reduce((most, root) => Math.max(most, 1 + depth(root, found, [...below, id])), 0)
}
