/** The result of a cluster's verification: whether its API, its nodes and its DNS work, or why not. */
import { z } from 'zod'
import { clusterNode } from './nodes'

/** Why a cluster is not verified. `verification.reasons` has texts for each; their arguments are `facts`. */
export const VERIFICATION_REASONS = [
  /** No control plane could be reached to read the kubeconfig. */
  'hosts-unreachable',
  'kubeconfig-missing',
  'kubeconfig-invalid',
  'taskbox-unreachable',
  /** The taskbox has no Python 3 to send the requests. */
  'taskbox-python',
  'api-unreachable',
  /** The endpoint's certificate is for another name, or another cluster's. */
  'api-certificate',
  /** The API rejects the kubeconfig's certificate. */
  'api-unauthorized',
  /** Something answers that is not Kubernetes. */
  'api-unexpected',
  'api-not-ready',
  'nodes-missing',
  'nodes-not-ready',
  /** A removed host is still a node. */
  'nodes-remain',
  /** A node does not run the version that was installed. */
  'nodes-other-version',
  'coredns-unavailable',
  /** A person stopped the verification. */
  'stopped',
] as const
export type VerificationReason = (typeof VERIFICATION_REASONS)[number]

/** Arguments of a reason's texts. */
export type VerificationFacts = Record<string, string | number>

export const clusterVerification = z.object({
  /** The API's URL for users, such as `https://192.168.0.1:6443`. */
  endpoint: z.string(),
  /** The API server's version, such as `v1.33.1`; absent until it answers. */
  version: z.string().optional(),
  apiReady: z.boolean(),
  /** In the order of the hosts; nodes of other machines last. */
  nodes: z.array(clusterNode),
  /** Names of hosts that are not nodes; empty until the API answers. */
  missing: z.array(z.string()),
  /** Replicas of CoreDNS; absent until the API answers. */
  coreDns: z.object({ available: z.number(), wanted: z.number() }).optional(),
  verified: z.boolean(),
  /** Absent if verified, and before the first attempt. */
  reason: z.enum(VERIFICATION_REASONS).optional(),
  facts: z.record(z.string(), z.union([z.string(), z.number()])),
})
export type ClusterVerification = z.infer<typeof clusterVerification>

/** A result without an answer of the API. */
export function unverified(
  endpoint: string,
  reason: VerificationReason | undefined,
  facts: VerificationFacts,
): ClusterVerification {
  return {
    endpoint,
    apiReady: false,
    nodes: [],
    missing: [],
    verified: false,
    ...(reason && { reason }),
    facts: { endpoint, ...facts },
  }
}

/** The hosts that should be nodes, and those that are Ready; both 0 until the API answers. */
export function countNodes({ nodes, missing }: Pick<ClusterVerification, 'nodes' | 'missing'>): {
  ready: number
  total: number
} {
  const hosts = nodes.filter(({ host }) => host !== undefined)
  return { ready: hosts.filter(({ ready }) => ready === true).length, total: hosts.length + missing.length }
}

/** What a verification waits for; `verification.notice` has a text for each key. */
export function verificationProgress(verification: ClusterVerification): {
  key: 'connecting' | 'waiting' | 'waitingDns'
  facts: VerificationFacts
} {
  const { endpoint, reason } = verification
  if (reason === 'coredns-unavailable') return { key: 'waitingDns', facts: {} }
  const { ready, total } = countNodes(verification)
  return total === 0
    ? { key: 'connecting', facts: { endpoint } }
    : { key: 'waiting', facts: { ready, total } }
}
