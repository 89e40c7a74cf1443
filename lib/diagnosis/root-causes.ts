/** Known failures that cause other known failures. A root cause is shown before its consequences. */

/** The direct causes of failures, by id. The graph has no cycle. */
const CAUSES: Readonly<Record<string, readonly string[]>> = {
  'an-nocmd': ['an-pip', 'pkg-none', 'yum-lock', 'yum-pend', 'yum-iso', 'yum-eol', 'off-5080', 'disk'],
  'an-pip': ['yum-iso', 'off-5080', 'disk'],
  'an-netaddr': ['an-pip', 'pkg-none'],
  'an-jinja': ['an-pip'],
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

/** Returns the length of a failure's longest chain of causes, among the failures found. */
export function causeDepths(found: ReadonlySet<string>): (id: string) => number {
  const depths = new Map<string, number>()
  const depthOf = (id: string): number => {
    const known = depths.get(id)
    if (known !== undefined) return known
    const causes = causesOf(id).filter((cause) => found.has(cause))
    const depth = causes.reduce((most, cause) => Math.max(most, 1 + depthOf(cause)), 0)
    depths.set(id, depth)
    return depth
  }
  return depthOf
}
