/** What a new draft starts with. Defaults that somebody sees are filled in as values; an empty port means 22. */
import type { Release } from '@/lib/installers/installer'
import type { Draft, HostDraft, LoginDraft, TaskboxDraft } from './draft'

export const SSH_PORT = 22
export const ROOT = 'root'
/** The apiserver's port, and what a load balancer before it listens on unless told otherwise (guide to high availability). */
export const APISERVER_PORT = 6443
/** The name that the installer gives the one host of an all-in-one cluster, whatever its own (kubesphere-installer guide). */
export const ALL_IN_ONE_HOST = 'ks-allinone'

/** Where no release is known yet: what every release so far starts with (guide, step 2; Kubespray 2.8). */
export const NETWORK = {
  plugin: 'calico',
  plugins: ['calico', 'flannel'],
  serviceCidr: '10.233.0.0/18',
  podCidr: '10.233.64.0/18',
  loadBalancerDomain: 'lb.kubesphere.local',
  nodePrefix: 24,
} as const
export const MINIMUM_HOSTS = { 'multi-node': 2, 'all-in-one': 1 } as const
const HARBOR_DOMAIN = 'harbor.devops.kubesphere.local'

/** A login of root without a secret yet. */
export function emptyLogin(): LoginDraft {
  return { user: ROOT, password: '', privateKey: '', passphrase: '', sudoPassword: '' }
}

/** This machine. */
export function emptyTaskbox(): TaskboxDraft {
  return { ...emptyLogin(), kind: 'local', address: '', port: '', hostKey: '' }
}

/** A new row of the hosts table: logs in like all the others until told otherwise. */
export function emptyHost(id: string, given: Partial<Omit<HostDraft, 'id'>> = {}): HostDraft {
  return {
    ...emptyLogin(),
    id,
    name: '',
    address: '',
    ip: '',
    port: '',
    taskbox: false,
    roles: [],
    hostKey: '',
    sharedLogin: true,
    ...given,
  }
}

/** The first of `h1`, `h2`, … that no row has. */
export function nextHostId(hosts: readonly { id: string }[]): string {
  const taken = new Set(hosts.map(({ id }) => id))
  let number = hosts.length + 1
  while (taken.has(`h${number}`)) number += 1
  return `h${number}`
}

/** A draft that nobody has typed into, with the release's defaults where it is known. */
export function emptyDraft(release?: Release): Draft {
  const network = release?.defaults ?? NETWORK
  return {
    name: '',
    installer: { package: '', release: release?.id ?? '', mode: 'multi-node' },
    taskbox: emptyTaskbox(),
    login: emptyLogin(),
    hosts: [],
    network: {
      plugin: network.plugin,
      serviceCidr: network.serviceCidr,
      podCidr: network.podCidr,
      loadBalancer: { address: '', port: String(APISERVER_PORT), domain: network.loadBalancerDomain },
    },
    storage: { class: '', parameters: {} },
    addons: { harbor: { enabled: false, domain: HARBOR_DOMAIN } },
    waivers: [],
  }
}
