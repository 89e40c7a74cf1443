/**
 * A cluster that is complete: what the installer is asked to build. Made from a draft without errors
 * (`complete.ts`), so everything below may trust it: names are valid, numbers are numbers, defaults are filled in.
 */
import type { Mode, Role, WaiverDraft } from './draft'

export interface Login {
  user: string
  password?: string
  privateKey?: string
  passphrase?: string
  /** Only for a user who is not root; where it is left out, the password serves for sudo as well. */
  sudoPassword?: string
}

/** A machine reached by SSH. */
interface Reached {
  address: string
  port: number
  login: Login
  /** Pinned fingerprint, `SHA256:…`. */
  hostKey?: string
}

/** A machine that others are reached through (jump host). Nothing is run on it, so it needs no root. */
export type Bastion = Reached

export interface Endpoint extends Reached {
  /** Left out: it is reached directly. */
  bastion?: Bastion
}

export interface Host extends Endpoint {
  id: string
  name: string
  /** Address inside the cluster. */
  ip: string
  /** This host is the taskbox itself. */
  taskbox: boolean
  roles: Role[]
}

export type Taskbox = { kind: 'local' } | ({ kind: 'ssh' } & Endpoint)

export interface Cluster {
  name: string
  installer: {
    package: string
    release: string
    mode: Mode
    /** The package is used although other users of the taskbox could change it. */
    trusted?: true
  }
  taskbox: Taskbox
  hosts: Host[]
  network: {
    plugin: string
    serviceCidr: string
    podCidr: string
    loadBalancer?: { address: string; port: number; domain: string }
  }
  storage: { class: string; parameters: Record<string, string> }
  addons: { harbor: { enabled: boolean; domain: string } }
  waivers: WaiverDraft[]
}
