/**
 * A complete cluster: the input of the installer. `toCluster` creates it from a draft without errors, so names are
 * valid, numbers are parsed and defaults are filled in.
 */
import type { Draft, HostDraft, TaskboxDraft } from './draft/draft'

export interface Login {
  user: string
  password?: string
  privateKey?: string
  passphrase?: string
  /** Only for a user other than root. Without it, `password` is used for sudo too. */
  sudoPassword?: string
}

/** An SSH server and the credentials for it. */
interface SshServer {
  address: string
  port: number
  login: Login
  /** Pinned fingerprint, `SHA256:…`. */
  hostKey?: string
  /** Whether to offer SSH algorithms with SHA-1. */
  allowSha1?: true
}

/** A jump host. Taskbox only forwards connections through it, so it needs no root access. */
export type Bastion = SshServer

export interface SshTarget extends SshServer {
  /** Omitted for a direct connection. */
  bastion?: Bastion
}

/** Fields of a host other than its connection: `id`, `name`, `taskbox`, `roles`, and `ip`, the address in the cluster. */
type HostFields = Omit<HostDraft, keyof TaskboxDraft | 'sharedLogin'>

export interface Host extends SshTarget, HostFields {}

export type Taskbox = { kind: 'local' } | ({ kind: 'ssh' } & SshTarget)

type LoadBalancer = Omit<Draft['network']['loadBalancer'], 'port'> & { port: number }

export interface Cluster extends Pick<Draft, 'name' | 'storage' | 'settings' | 'addons' | 'waivers'> {
  /**
   * `trusted`: use the package although other users of the taskbox could change it. `releaseReason`: why the user named
   * a release that Taskbox did not detect.
   */
  installer: Omit<Draft['installer'], 'trusted' | 'releaseReason'> & {
    trusted?: true
    releaseReason?: string
  }
  taskbox: Taskbox
  hosts: Host[]
  network: Omit<Draft['network'], 'loadBalancer'> & { loadBalancer?: LoadBalancer }
}
