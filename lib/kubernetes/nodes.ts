/** Nodes of a cluster, from the API's NodeList, compared with the hosts that should be nodes. */
import { z } from 'zod'

/** A host that should be a node. Kubespray names nodes after the inventory; k3s uses the machine's host name. */
export interface ExpectedNode {
  name: string
  /** Its address in the cluster; a node with this InternalIP is this host, whatever its name is. */
  address: string
}

export const clusterNode = z.object({
  name: z.string(),
  /** Name of the host; absent for a node of another machine. */
  host: z.string().optional(),
  /** From its labels, such as `control-plane` and `etcd`; empty for a node that only runs workloads. */
  roles: z.array(z.string()),
  /** The kubelet's version, such as `v1.33.1`. */
  version: z.string(),
  /** `unknown`: the node no longer reports to the API, or has not reported yet. */
  ready: z.union([z.boolean(), z.literal('unknown')]),
  /** Why it is not ready, such as `KubeletNotReady`; empty for a ready node. */
  reason: z.string(),
  message: z.string(),
  internalIp: z.string(),
})
export type ClusterNode = z.infer<typeof clusterNode>

const text = z.string().nullish()
const node = z.object({
  metadata: z.object({ name: z.string(), labels: z.record(z.string(), z.string()).nullish() }),
  status: z
    .object({
      nodeInfo: z.object({ kubeletVersion: text }).nullish(),
      addresses: z.array(z.object({ type: z.string(), address: z.string() })).nullish(),
      conditions: z
        .array(z.object({ type: z.string(), status: z.string(), reason: text, message: text }))
        .nullish(),
    })
    .nullish(),
})
const nodeList = z.object({ kind: z.literal('NodeList'), items: z.array(node).nullish() })
type NodeResource = z.infer<typeof node>

export interface NodeComparison {
  /** In the order of the hosts; nodes of other machines last. */
  nodes: ClusterNode[]
  /** Names of hosts that are not nodes. */
  missing: string[]
}

/** Parses the response to `/api/v1/nodes`; undefined if it is not a NodeList. */
export function compareNodes(json: unknown, expected: readonly ExpectedNode[]): NodeComparison | undefined {
  const parsed = nodeList.safeParse(json)
  if (!parsed.success) return undefined
  const remaining = new Set(parsed.data.items)
  // Names first: with stale addresses, a host could otherwise match the node of another host.
  const found = new Map<string, NodeResource>()
  for (const matches of [matchesName, matchesAddress])
    for (const host of expected) {
      const match = found.has(host.name) ? undefined : [...remaining].find((item) => matches(item, host))
      if (!match) continue
      found.set(host.name, match)
      remaining.delete(match)
    }
  const nodes = expected.flatMap(({ name }) => {
    const item = found.get(name)
    return item ? [{ ...toNode(item), host: name }] : []
  })
  const missing = expected.filter(({ name }) => !found.has(name)).map(({ name }) => name)
  return { nodes: [...nodes, ...[...remaining].map(toNode)], missing }
}

/** Node names are in lower case, even if the inventory's are not. */
function matchesName({ metadata }: NodeResource, { name }: ExpectedNode): boolean {
  return metadata.name.toLowerCase() === name.toLowerCase()
}

function matchesAddress(item: NodeResource, { address }: ExpectedNode): boolean {
  return internalIps(item).includes(address)
}

function internalIps({ status }: NodeResource): string[] {
  return (status?.addresses ?? []).filter(({ type }) => type === 'InternalIP').map(({ address }) => address)
}

function toNode(item: NodeResource): ClusterNode {
  const { metadata, status } = item
  const condition = status?.conditions?.find(({ type }) => type === 'Ready')
  const ready = READY[condition?.status ?? ''] ?? 'unknown'
  return {
    name: metadata.name,
    roles: rolesOf(Object.keys(metadata.labels ?? {})),
    version: status?.nodeInfo?.kubeletVersion ?? '',
    ready,
    reason: ready === true ? '' : (condition?.reason ?? ''),
    message: ready === true ? '' : truncate(condition?.message ?? ''),
    internalIp: internalIps(item)[0] ?? '',
  }
}

const READY: Readonly<Record<string, boolean>> = { True: true, False: false }

const ROLE_LABEL = 'node-role.kubernetes.io/'

/** Roles from labels. `master` is the former name of `control-plane`; some releases set both. */
function rolesOf(labels: readonly string[]): string[] {
  const roles = labels
    .filter((label) => label.startsWith(ROLE_LABEL))
    .map((label) => label.slice(ROLE_LABEL.length))
    .map((role) => (role === 'master' ? 'control-plane' : role))
    .filter((role) => role !== '')
  return [...new Set(roles)].sort()
}

/** Longer than the messages that the kubelet writes. */
const MAX_MESSAGE_LENGTH = 600

function truncate(message: string): string {
  return message.length > MAX_MESSAGE_LENGTH ? `${message.slice(0, MAX_MESSAGE_LENGTH)}…` : message
}
