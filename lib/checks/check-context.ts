/** What a judge may look at beside the facts. */
import type { Cluster, Host } from '@/lib/cluster/cluster'
import type { Release, Size } from '@/lib/installers/installer'
import type { ProbeResult } from './probe/item'
import type { Facts } from './status'

export interface ClusterContext {
  cluster: Cluster
  release: Release
}

/** What a probe is made for: one of the hosts, or the taskbox that is none of them. */
export interface ProbeContext extends ClusterContext {
  host?: Host
}

export interface HostContext extends ClusterContext {
  host: Host
  /** What the login's own files printed before the probe began. */
  preamble: string
  /** Facts of sudo's refusal, `reason` above all; the sheet then holds what a user without rights sees. */
  sudoRefused?: Facts
  /** A former run of this cluster touched this host: what it left behind is its own trace, and no obstacle. */
  ownTraces: boolean
}

/** What one host answered, and how far its clock is from this one's. */
export interface ProbedHost {
  host: Host
  sheet: ProbeResult
  clock?: ClockOffset
  /** The key that its sshd has shown; absent for this machine. */
  hostKey?: PresentedHostKey
}

/** `SHA256:…`, and a type such as `ssh-ed25519`. */
export interface PresentedHostKey {
  fingerprint: string
  type: string
}

/** For comparing hosts. */
export interface CrossHostContext extends ClusterContext {
  /** What the taskbox answered, be it one of the hosts or not; absent where it did not. */
  taskbox?: ProbeResult
}

/** Seconds that a host's clock is ahead of this one's, and how wrong that may be either way. */
export interface ClockOffset {
  ahead: number
  uncertain: number
}

export const minimumSize = ({ release, cluster }: ClusterContext): Size =>
  release.minimum[cluster.installer.mode]
export const recommendedSize = ({ release, cluster }: ClusterContext): Size =>
  release.recommended[cluster.installer.mode]
