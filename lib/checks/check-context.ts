/** Inputs of a check in addition to the probe result. */
import type { Cluster, Host } from '@/lib/cluster/cluster'
import type { MinimumSize, Release, Size } from '@/lib/installers/installer'
import type { ProbeResult } from './probe/item'
import type { Facts } from './status'

export interface ClusterContext {
  cluster: Cluster
  release: Release
}

/** Target of a probe: one of the hosts, or a taskbox that is not one of them. */
export interface ProbeContext extends ClusterContext {
  host?: Host
}

export interface HostContext extends ClusterContext {
  host: Host
  /** Output of the login's rc files, before the probe. */
  preamble: string
  /** Why sudo failed. The probe then ran without root. */
  sudoRefused?: Facts
  /** An earlier run of this cluster started on this host. Its leftovers must not block a retry. */
  previouslyInstalled: boolean
}

/** The probe result of a reachable host, and its clock offset. */
export interface ProbedHost {
  host: Host
  probe: ProbeResult
  clock?: ClockOffset
  /** Host key presented by its sshd; undefined for this machine. */
  hostKey?: PresentedHostKey
}

/** `SHA256:…`, and a type such as `ssh-ed25519`. */
export interface PresentedHostKey {
  fingerprint: string
  type: string
}

/** Inputs of checks that compare hosts. */
export interface CrossHostContext extends ClusterContext {
  /** Probe result of the taskbox, whether or not it is one of the hosts; undefined if it was unreachable. */
  taskbox?: ProbeResult
}

/** Seconds that a host's clock is ahead of this machine's, plus or minus `uncertainty`. */
export interface ClockOffset {
  offset: number
  uncertainty: number
}

/** Size that the release requires in this installer mode, of this host with its roles or of all hosts together. */
export function minimumSize({ release, cluster, host }: ProbeContext): MinimumSize {
  const minimum = release.minimum[cluster.installer.mode]
  const ofRoles = (host?.roles ?? []).map((role) => minimum.byRole?.[role])
  return Object.assign({}, minimum, ...ofRoles)
}
/** Size that the release recommends for each host in this installer mode; undefined if it recommends none. */
export const recommendedSize = ({ release, cluster }: ClusterContext): Size | undefined =>
  release.recommended?.[cluster.installer.mode]
