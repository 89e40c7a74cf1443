/**
 * A cluster that is complete: what the installer is asked to build. Made from a draft without errors
 * (`complete.ts`), so everything below may trust it: names are valid, numbers are numbers, defaults are filled in.
 */
import type { Draft, HostDraft, TaskboxDraft } from './draft'

export interface Login {
  user: string
  password?: string
  privateKey?: string
  passphrase?: string
  /** Only for a user who is not root; where it is left out, the password serves for sudo as well. */
  sudoPassword?: string
}

/** A machine reached by SSH. */
interface SshServer {
  address: string
  port: number
  login: Login
  /** Pinned fingerprint, `SHA256:…`. */
  hostKey?: string
  /** Algorithms that use SHA-1 are offered as well. */
  allowSha1?: true
}

/** A machine that others are reached through (jump host). Nothing is run on it, so it needs no root. */
export type Bastion = SshServer

export interface SshTarget extends SshServer {
  /** Left out: it is reached directly. */
  bastion?: Bastion
}

/** What a host is beside how it is reached: `id`, `name`, `taskbox`, `roles`, and `ip`, its address inside the cluster. */
type HostFields = Omit<HostDraft, keyof TaskboxDraft | 'sharedLogin'>

export interface Host extends SshTarget, HostFields {}

export type Taskbox = { kind: 'local' } | ({ kind: 'ssh' } & SshTarget)

type LoadBalancer = Omit<Draft['network']['loadBalancer'], 'port'> & { port: number }

export interface Cluster extends Pick<Draft, 'name' | 'storage' | 'addons' | 'waivers'> {
  /** `trusted`: the package is used although other users of the taskbox could change it. */
  installer: Omit<Draft['installer'], 'trusted'> & { trusted?: true }
  taskbox: Taskbox
  hosts: Host[]
  network: Omit<Draft['network'], 'loadBalancer'> & { loadBalancer?: LoadBalancer }
}
