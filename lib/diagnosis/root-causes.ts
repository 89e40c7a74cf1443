/** Known failures that cause other known failures. A root cause is shown before its consequences. */

const LOGIN = [
  'ssh-refused',
  'ssh-noroute',
  'ssh-auth',
  'ssh-dns',
  'ssh-badname',
  'ssh-closed',
  'py-missing',
  'py-36',
]
const INDEX = ['pip-python', 'pip-net', 'pip-page', 'pip-ca', 'pip-damaged', 'pip-build', 'proxy-refused']
const PIP = ['an-pip', ...INDEX, 'venv-none', 'disk']
const MIRROR = ['apt-cache', 'dnf-meta', 'yum-eol', 'yum-404', 'yum-iso', 'off-5080']
const REGISTRY = ['img-rate', 'img-net', 'img-auth', 'reg-http', 'reg-ca', 'sha', 'disk']
const NETWORK = ['noroute-svc', 'clock', 'cert-expired']

/** The direct causes of failures, by id. The graph has no cycle (tested). */
const CAUSES: Readonly<Record<string, readonly string[]>> = {
  'an-nocmd': [...PIP, ...MIRROR, 'pkg-none', 'yum-lock', 'yum-pend'],
  'an-pip': [...INDEX, 'yum-iso', 'off-5080', 'disk'],
  'an-netaddr': [...PIP, 'pkg-none'],
  'an-jinja': ['an-pip'],
  'an-jmespath': PIP,
  'an-collection': [...PIP, 'an-galaxy', 'an-cwd'],
  'an-galaxy': ['resolve'],
  'pip-net': ['resolve', 'proxy-refused'],
  'facts-limit': LOGIN,
  'pre-ping': ['ping-none'],
  'pkg-none': MIRROR,
  'apt-cache': ['apt-key', 'apt-suite', 'resolve', 'yum-lock', 'clock', 'cert-expired'],
  'dnf-meta': ['resolve', 'yum-eol', 'yum-404', 'cert-expired'],
  'dl-file': ['sha', 'reg-ca', 'cert-expired', 'clock', 'resolve', 'proxy-refused', 'disk'],
  'bin-missing': ['dl-file'],
  'img-retry': [
    ...REGISTRY,
    'dk-start',
    'dk-daemon',
    'dk-permission',
    'rt-start',
    'rt-daemon',
    'bin-missing',
    'cmd-missing',
    'resolve',
  ],
  'img-net': ['dns-svc', 'resolve'],
  sha: ['img-net', 'disk'],
  'git-net': ['resolve', 'proxy-refused'],
  'dk-daemon': ['dk-start', 'disk'],
  'rt-daemon': ['rt-start', 'rt-masked', 'disk'],
  tiller: ['kube-api', 'img-net', 'img-rate', 'disk'],
  webhook: ['img-net', 'img-rate'],
  'dk-start': ['dk-json', 'rt-masked', 'disk'],
  'rt-start': ['rt-masked', 'disk'],
  'etcd-health': [...NETWORK, 'disk', 'img-retry', 'etcd-down', 'etcd-cert', 'etcd-quorum', 'port-used'],
  'etcd-quorum': [...NETWORK, 'disk'],
  kubelet: [
    'cgroup',
    'cgroup-v1',
    'cri',
    'pre-swap',
    'dk-start',
    'rt-start',
    'rt-daemon',
    'inotify',
    'br-nf',
    'disk',
  ],
  kubeadm124: [
    ...['kubelet', 'cgroup', 'cgroup-v1', 'cri', 'kernel-old', 'br-nf', 'left-ca', 'kube-skew'],
    ...['img-retry', 'img-net', 'reg-http', 'reg-ca', 'rt-start', 'etcd-health', ...NETWORK],
  ],
  'kube-api': ['kubelet', 'kubeadm124', 'etcd-health', 'etcd-down', 'k3s-start', 'proxy-local', ...NETWORK],
  'join-token': ['kube-api', 'kubeadm124'],
  join: [...NETWORK, 'kubeadm124', 'join-token', 'left-ca', 'kube-api'],
  'k3s-start': [
    ...['cgroup-memory', 'port-used', 'k3s-token', 'k3s-config', 'etcd-quorum', 'etcd-downgrade', 'br-nf'],
    ...['disk', ...NETWORK],
  ],
  'k3s-joined': ['k3s-start', 'k3s-token', 'k3s-node-password', 'etcd-quorum', 'kube-api', ...NETWORK],
  'api-endpoint': ['k3s-start', 'noroute-svc'],
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
  local8080: ['kubelet', 'kubeadm124', 'k3s-start'],
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

/** Whether one failure causes the other, directly or not, or both are the same. */
export function areRelated(one: string, other: string): boolean {
  return one === other || isCaused(one, other) || isCaused(other, one)
}

const isCaused = (id: string, by: string): boolean =>
  causesOf(id).some((cause) => cause === by || isCaused(cause, by))
