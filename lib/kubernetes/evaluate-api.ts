/** Evaluates the responses of a Kubernetes API: whether the API, the nodes and the cluster's DNS work. */
import { z } from 'zod'
import { compareNodes, type ExpectedNode, type NodeComparison } from './nodes'
import { type ClusterVerification, unverified, type VerificationFacts } from './verification'

/** The requests of a verification. Kubespray, kubeadm and k3s label CoreDNS alike. */
export const API_PATHS = {
  ready: '/readyz',
  version: '/version',
  nodes: '/api/v1/nodes',
  coreDns: '/apis/apps/v1/namespaces/kube-system/deployments?labelSelector=k8s-app%3Dkube-dns',
} as const

const apiResponse = z.object({ status: z.number(), body: z.string() })
type ApiResponse = z.infer<typeof apiResponse>

/** The responses to `API_PATHS`. */
export const apiResponses = z.object({
  ready: apiResponse,
  version: apiResponse,
  nodes: apiResponse,
  coreDns: apiResponse,
})
type ApiResponses = z.infer<typeof apiResponses>

/** What the API should report. */
export interface ExpectedCluster {
  nodes: readonly ExpectedNode[]
  /** Hosts that were removed, and must not be nodes any more. */
  removed?: readonly ExpectedNode[]
  /** The version that each kubelet must have, such as `v1.33.1`; default: any. */
  version?: string
}

/** @param endpoint the API's URL, for the result */
export function evaluateApi(
  endpoint: string,
  responses: ApiResponses,
  { nodes: expected, removed = [], version: wanted }: ExpectedCluster,
): ClusterVerification {
  const rejected = rejection(responses)
  if (rejected) return unverified(endpoint, rejected.reason, rejected.facts)
  const list = responses.nodes.status === OK ? parseJson(responses.nodes.body) : undefined
  const comparison = compareNodes(list, expected)
  if (!comparison) return unverified(endpoint, 'api-unexpected', responseFacts(responses, 'nodes'))
  const coreDns = parseCoreDns(responses.coreDns)
  const problem =
    nodeProblem(comparison, expected.length) ??
    removalProblem(compareNodes(list, removed)) ??
    versionProblem(comparison, wanted) ??
    dnsProblem(coreDns)
  const { reason, facts } = problem ?? {}
  return {
    endpoint,
    version: parseVersion(responses.version),
    apiReady: true,
    ...comparison,
    coreDns,
    verified: !problem,
    ...(reason && { reason }),
    facts: { endpoint, ...facts },
  }
}

interface Problem {
  reason: NonNullable<ClusterVerification['reason']>
  facts: VerificationFacts
}

const OK = 200
const UNAUTHORIZED: ReadonlySet<number> = new Set([401, 403])
const TOO_MANY_REQUESTS = 429
const SERVER_ERROR = 500

/** Why the responses are not those of an API that is ready for requests; undefined if they are. */
function rejection(responses: ApiResponses): Problem | undefined {
  const names = ['ready', 'nodes'] as const
  const refused = names.find((name) => UNAUTHORIZED.has(responses[name].status))
  if (refused) return { reason: 'api-unauthorized', facts: responseFacts(responses, refused) }
  const busy = names.map((name) => responses[name]).find(isBusy)
  if (busy) {
    const failing = [...busy.body.matchAll(/^\[-\](\S+)/gm)].map(([, check = '']) => check)
    return {
      reason: 'api-not-ready',
      facts: { status: busy.status, failing: failing.length, checks: failing.join(', ') },
    }
  }
  const { status, body } = responses.ready
  // Other servers answer any path with a page.
  if (status !== OK || body.trim() !== 'ok')
    return { reason: 'api-unexpected', facts: responseFacts(responses, 'ready') }
  return undefined
}

function isBusy({ status }: ApiResponse): boolean {
  return status >= SERVER_ERROR || status === TOO_MANY_REQUESTS
}

function responseFacts(responses: ApiResponses, name: keyof ApiResponses): VerificationFacts {
  return { error: 'status', request: API_PATHS[name], status: responses[name].status, detail: '' }
}

function nodeProblem({ nodes, missing }: NodeComparison, total: number): Problem | undefined {
  const facts = { total, missing: missing.length, names: missing.join(', ') }
  if (missing.length > 0) return { reason: 'nodes-missing', facts }
  const notReady = nodes.filter(({ host, ready }) => host !== undefined && ready !== true)
  const [first] = notReady
  if (!first) return undefined
  const { name: node, message, reason } = first
  const counts = { total, notReady: notReady.length, ready: total - notReady.length }
  return {
    reason: 'nodes-not-ready',
    facts: { ...counts, node, message: message || reason || 'unknown', more: notReady.length - 1 },
  }
}

function removalProblem(comparison: NodeComparison | undefined): Problem | undefined {
  const names = (comparison?.nodes ?? []).flatMap(({ host, name }) => (host === undefined ? [] : [name]))
  return names.length > 0
    ? {
        reason: 'nodes-remain',
        facts: { remaining: names.length, names: names.join(', '), node: names[0] ?? '' },
      }
    : undefined
}

function versionProblem({ nodes }: NodeComparison, wanted: string | undefined): Problem | undefined {
  const others = nodes.filter(({ host, version }) => host !== undefined && wanted && version !== wanted)
  const [first] = others
  if (!first) return undefined
  const { name: node, version } = first
  return {
    reason: 'nodes-other-version',
    facts: { others: others.length, node, version, wanted: wanted ?? '' },
  }
}

const deploymentList = z.object({
  items: z.array(
    z.object({
      spec: z.object({ replicas: z.number().nullish() }).nullish(),
      status: z.object({ availableReplicas: z.number().nullish() }).nullish(),
    }),
  ),
})

/** Replicas of all Deployments of CoreDNS; zero without any, or if the API did not return them. */
function parseCoreDns({ status, body }: ApiResponse): { available: number; wanted: number } {
  const parsed = deploymentList.safeParse(status === OK ? parseJson(body) : undefined)
  const items = parsed.success ? parsed.data.items : []
  return {
    available: sum(items.map((item) => item.status?.availableReplicas ?? 0)),
    // The API fills in 1 for a Deployment without a number.
    wanted: sum(items.map((item) => item.spec?.replicas ?? 1)),
  }
}

/** One replica answers the cluster's requests; the others are for availability. */
function dnsProblem(coreDns: { available: number; wanted: number }): Problem | undefined {
  return coreDns.available > 0 ? undefined : { reason: 'coredns-unavailable', facts: coreDns }
}

function parseVersion({ status, body }: ApiResponse): string | undefined {
  const parsed = z.object({ gitVersion: z.string() }).safeParse(status === OK ? parseJson(body) : undefined)
  return parsed.data?.gitVersion
}

const sum = (numbers: readonly number[]): number => numbers.reduce((total, one) => total + one, 0)

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
