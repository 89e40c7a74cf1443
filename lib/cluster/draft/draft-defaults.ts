/** Initial values of a draft, and the meaning of empty fields. */

export const SSH_PORT = 22
export const ROOT = 'root'
/** The port of the API server, and the default of the load balancer (guide to high availability). */
export const APISERVER_PORT = 6443
/** The installer always gives the host of an all-in-one cluster this name (kubesphere-installer guide). */
export const ALL_IN_ONE_HOST = 'ks-allinone'

/** The installer of a new draft, and of drafts and cluster files without one: earlier versions had no other. */
export const INITIAL_INSTALLER = 'kubesphere'

/** Its defaults, used until the release is known (guide, step 2). */
export const NETWORK = {
  plugin: 'calico',
  plugins: ['calico', 'flannel'],
  serviceCidr: '10.233.0.0/18',
  podCidr: '10.233.64.0/18',
  loadBalancerDomain: 'lb.kubesphere.local',
  nodePrefix: 24,
} as const
export const MINIMUM_HOSTS = { 'multi-node': 2, 'all-in-one': 1 } as const
