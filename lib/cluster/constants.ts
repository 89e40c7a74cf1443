/** Values that drafts start with, or that an empty field means. */

export const SSH_PORT = 22
export const ROOT = 'root'
/** The API server's port, and the load balancer's unless it is given (guide to high availability). */
export const APISERVER_PORT = 6443
/** The name that the installer gives the one host of an all-in-one cluster, whatever its own (kubesphere-installer guide). */
export const ALL_IN_ONE_HOST = 'ks-allinone'

/** Until a release is known: what every release so far starts with (guide, step 2; Kubespray 2.8). */
export const NETWORK = {
  plugin: 'calico',
  plugins: ['calico', 'flannel'],
  serviceCidr: '10.233.0.0/18',
  podCidr: '10.233.64.0/18',
  loadBalancerDomain: 'lb.kubesphere.local',
  nodePrefix: 24,
} as const
export const MINIMUM_HOSTS = { 'multi-node': 2, 'all-in-one': 1 } as const
