/** What a judge may look at beside the facts. */
import type { Cluster, Host } from '@/lib/cluster/cluster'
import type { Release, Size } from '@/lib/installers/installer'
import type { Facts, Finding } from './check'
import type { Sheet } from './sheet'

export interface ClusterContext {
  cluster: Cluster
  release: Release
}

export interface HostContext extends ClusterContext {
  host: Host
  /** Facts of sudo's refusal, `reason` above all; the sheet then holds what a user without rights sees. */
  sudoRefused?: Facts
}

/** What one host answered, and how far its clock is from this one's. */
export interface HostSheet {
  host: Host
  sheet: Sheet
  clock?: ClockReading
}

/** Seconds that a host's clock is ahead of this one's, and how wrong that may be either way. */
export interface ClockReading {
  ahead: number
  uncertain: number
}

/** Judges one host by itself: as many findings as there are things to say, at least one. */
export type HostJudge = (sheet: Sheet, context: HostContext) => Finding[]

/** Judges the hosts against each other: host id -> findings. Hosts that were not reached are not among them. */
export type ClusterJudge = (hosts: readonly HostSheet[], context: ClusterContext) => Map<string, Finding[]>

export const minimumSize = ({ release, cluster }: ClusterContext): Size =>
  release.minimum[cluster.installer.mode]
export const recommendedSize = ({ release, cluster }: ClusterContext): Size =>
  release.recommended[cluster.installer.mode]
