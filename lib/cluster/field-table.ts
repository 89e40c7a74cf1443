/**
 * Every field of the configuration, once. The draft and its schema (`draft.ts`), a new draft (`defaults.ts`), the
 * cluster file (`file-schema.ts`, `file-draft.ts`, `file-write.ts`), trimming (`tidy.ts`), secrets (`lib/credentials`) and
 * `Cluster` follow from this table. A new field needs a line here, its input on the page and its texts.
 */
import { APISERVER_PORT, NETWORK, ROOT } from './constants'
import { choice, choices, flag, port, secret, text } from './field-types'

export const ROLES = ['master', 'etcd', 'node'] as const
export type Role = (typeof ROLES)[number]

export const MODES = ['multi-node', 'all-in-one'] as const
export type Mode = (typeof MODES)[number]

const user = text({ start: ROOT })
/** `SHA256:…`; empty: not seen yet. */
const hostKey = text()
/** Offer SSH algorithms that use SHA-1 as well; servers as old as CentOS 6 have nothing newer. */
const allowSha1 = flag()

/** How to log in: a password or a private key. */
const credentials = { user, password: secret(), privateKey: secret(), passphrase: secret() }

/** The sudo password is that of a user who is not root. */
export const LOGIN = { ...credentials, sudoPassword: secret() }

/** Nothing runs on a bastion, so it has no sudo password. */
export const BASTION = { address: text({ always: true }), port: port(), ...credentials, hostKey, allowSha1 }

export const TASKBOX = { address: text({ always: true }), port: port(), ...LOGIN, hostKey, allowSha1 }

export const HOST = {
  name: text({ always: true }),
  /** What the taskbox connects to (`ansible_host`). */
  address: text(),
  /** The address inside the cluster (`ip`); empty: the same. */
  ip: text(),
  /** Empty: 22. */
  port: port(),
  /** This host is the taskbox itself: `ansible_connection=local`. */
  taskbox: flag(),
  ...LOGIN,
  roles: choices(ROLES),
  hostKey,
  allowSha1,
}

/** The sections of a draft that are neither a machine nor a list. */
export const SETTINGS = {
  name: text({ always: true }),
  installer: {
    /** The package's folder on the taskbox. */
    package: text(),
    /** Id of the detected release; empty: not detected yet. */
    release: text(),
    mode: choice(MODES, 'multi-node'),
  },
  network: {
    plugin: text({ start: NETWORK.plugin, always: true }),
    serviceCidr: text({ start: NETWORK.serviceCidr, always: true }),
    podCidr: text({ start: NETWORK.podCidr, always: true }),
    loadBalancer: {
      address: text(),
      port: port(String(APISERVER_PORT)),
      domain: text({ start: NETWORK.loadBalancerDomain }),
    },
  },
  storage: {
    /** Id of the default storage class; empty: not chosen yet. */
    class: text(),
  },
  addons: {
    harbor: { enabled: flag(), domain: text({ start: 'harbor.devops.kubesphere.local' }) },
  },
}

/** A failing check that somebody accepts. `host` is a host's name; empty: every host. */
export const WAIVER = { check: text({ max: 64 }), host: text(), reason: text() }
