/**
 * A complete cluster: the input of the installer. `toCluster` creates it from a draft without errors, so names are
 * valid, numbers are parsed, defaults are filled in, and IPv6 addresses are in their canonical form.
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

/** Fields of a host other than its connection. */
type HostFields = Omit<HostDraft, keyof TaskboxDraft | 'sharedLogin' | 'ip6'>

export interface Host extends SshTarget, HostFields {
  /** The address inside the cluster: the IPv4 address, or in an IPv6 cluster, the IPv6 address. */
  ip: string
  /** The IPv6 address inside the cluster, if the cluster uses IPv6. */
  ip6?: string
}

/** A host's addresses inside the cluster, its main one first. */
export function inClusterAddresses({ ip, ip6 }: Pick<Host, 'ip' | 'ip6'>): string[] {
  return ip6 === undefined || ip6 === ip ? [ip] : [ip, ip6]
}

export type Taskbox = { kind: 'local' } | ({ kind: 'ssh' } & SshTarget)

interface Network extends Pick<Draft['network'], 'plugin' | 'serviceCidr' | 'podCidr'> {
  loadBalancer?: LoadBalancer
  /** The networks of a cluster that uses IPv6. Without `dualStack`, the IPv4 networks are not used. */
  ipv6?: { serviceCidr: string; podCidr: string; dualStack: boolean }
}

/** The service and pod networks of each family in use, IPv4 first. */
export function networksOf(network: Network): { serviceCidr: string; podCidr: string }[] {
  const { ipv6, serviceCidr, podCidr } = network
  return [...(ipv6 && !ipv6.dualStack ? [] : [{ serviceCidr, podCidr }]), ...(ipv6 ? [ipv6] : [])]
}

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
  network: Network
}
