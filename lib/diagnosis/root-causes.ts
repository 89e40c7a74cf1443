/** Which known failures cause others: a root cause is shown before its consequences. */

const CAUSES: Readonly<Record<string, readonly string[]>> = {
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

/** Direct causes of a failure. */
export const causesOf = (id: string): readonly string[] => CAUSES[id] ?? []

/** Length of the longest chain of causes, among the failures found. */
export function causeDepth(id: string, found: ReadonlySet<string>, below: readonly string[] = []): number {
  const causes = causesOf(id).filter((cause) => found.has(cause) && !below.includes(cause))
  return causes.reduce((most, cause) => Math.max(most, 1 + causeDepth(cause, found, [...below, id])), 0)
}
