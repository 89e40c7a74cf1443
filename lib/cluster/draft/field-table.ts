/**
 * All configuration fields. The draft and its schema (`draft.ts`), a new draft (`empty-draft.ts`), the
 * cluster file (`file/`), trimming (`normalize.ts`), secrets (`lib/credentials`) and `Cluster` derive from this table. A
 * new field needs a line here, an input on its page, and texts.
 */
import { APISERVER_PORT, INITIAL_INSTALLER, NETWORK, ROOT } from './draft-defaults'
import { choice, choices, flag, port, secret, text } from './field-types'

export const ROLES = ['master', 'etcd', 'node'] as const
export type Role = (typeof ROLES)[number]

export const MODES = ['multi-node', 'all-in-one'] as const
export type Mode = (typeof MODES)[number]

/** The address families of a cluster's pods and services. */
export const FAMILIES = ['ipv4', 'dual', 'ipv6'] as const
export type Families = (typeof FAMILIES)[number]

const user = text({ initial: ROOT })
/** `SHA256:…`; empty if no key is pinned. */
const hostKey = text()
/** Allow SSH algorithms with SHA-1, for servers as old as CentOS 6. */
const allowSha1 = flag()

/** Credentials: a password or a private key. */
const credentials = { user, password: secret(), privateKey: secret(), passphrase: secret() }

/** The sudo password is only used for a user other than root. */
export const LOGIN = { ...credentials, sudoPassword: secret() }

/** Nothing runs on a bastion, so it has no sudo password. */
export const BASTION = {
  address: text({ alwaysWritten: true }),
  port: port(),
  ...credentials,
  hostKey,
  allowSha1,
}

export const TASKBOX = { address: text({ alwaysWritten: true }), port: port(), ...LOGIN, hostKey, allowSha1 }

export const HOST = {
  name: text({ alwaysWritten: true }),
  /** The address that the taskbox connects to (`ansible_host`). */
  address: text(),
  /** The address inside the cluster (`ip`); empty if it is the same. */
  ip: text(),
  /** The IPv6 address inside the cluster, if the cluster uses IPv6; empty if `address` is that address. */
  ip6: text({ optional: true }),
  /** Empty for 22. */
  port: port(),
  /** Whether this host is the taskbox: `ansible_connection=local`. */
  taskbox: flag(),
  ...LOGIN,
  roles: choices(ROLES),
  hostKey,
  allowSha1,
}

/** The sections of a draft except machines and lists. */
export const SETTINGS = {
  name: text({ alwaysWritten: true }),
  installer: {
    /** The id of the installer (`lib/installers/registry.ts`); empty before it is chosen. */
    id: text({ initial: INITIAL_INSTALLER, alwaysWritten: true }),
    /** The installer's folder on the taskbox. */
    source: text(),
    /** The id of the detected release, or of the release that the user named; empty before detection. */
    version: text(),
    mode: choice(MODES, 'multi-node'),
  },
  network: {
    plugin: text({ initial: NETWORK.plugin, alwaysWritten: true }),
    families: choice(FAMILIES, 'ipv4', { alwaysWritten: false, optional: true }),
    serviceCidr: text({ initial: NETWORK.serviceCidr, alwaysWritten: true }),
    podCidr: text({ initial: NETWORK.podCidr, alwaysWritten: true }),
    /** The IPv6 networks, if the cluster uses IPv6; empty for the defaults of the release. */
    serviceCidrIpv6: text({ optional: true }),
    podCidrIpv6: text({ optional: true }),
    loadBalancer: {
      address: text(),
      port: port(String(APISERVER_PORT)),
      domain: text({ initial: NETWORK.loadBalancerDomain }),
    },
  },
  storage: {
    /** The id of the default storage class; empty before it is chosen. */
    class: text(),
  },
}

/** The user's choice for an add-on. An empty domain is the release's default. */
export const ADDON = { enabled: flag(), domain: text({ optional: true }) }

/** A waiver of a failing check. `host` is a host's name; empty for all hosts. */
export const WAIVER = { check: text({ max: 64 }), host: text(), reason: text() }
