/** Rules for the rows of the hosts table, and for duplicate names and addresses. */

import {
  canonicalAddress,
  isHostAddress,
  isIpv4,
  parseAddress,
  parsePort,
  reservedRange,
} from '@/lib/network/address'
import type { Draft, HostDraft, Mode } from '../draft/draft'
import { MINIMUM_HOSTS, SSH_PORT } from '../draft/draft-defaults'
import type { Families } from '../draft/field-table'
import {
  CLUSTER_ADDRESSES,
  type ClusterAddressField,
  clusterAddresses,
  clusterAddressFields,
} from '../families'
import type { FieldPath, Problem } from '../problem'
import type { ReleaseOptions } from '../release-options'
import { error, truncate } from './create-problem'
import { validateText } from './text'

/** A node name is also a label value (`kubernetes.io/hostname`, at most 63). Linux allows 64. */
const MAX_NAME_LENGTH = 63
/** A DNS label in lower case, as Kubernetes and Kubespray require (guide, step 2). */
const NAME_PART = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/
/** Names with another meaning in Ansible or in Kubespray inventories. */
const RESERVED_NAMES = new Set([
  'all',
  'ungrouped',
  'localhost',
  'etcd',
  'kube-master',
  'kube-node',
  'k8s-cluster',
])

export function isHostName(name: string): boolean {
  return name.split('.').every((part) => NAME_PART.test(part)) && !isIpv4(name)
}

/** The label of a host in messages. */
export function hostLabel(host: HostDraft, index: number): string {
  return truncate(host.name || host.address || host.ip || host.ip6 || `#${index + 1}`)
}

export function hostProblems(draft: Draft, release: ReleaseOptions | undefined): Problem[] {
  const { mode } = draft.installer
  const { families } = draft.network
  return [
    ...countProblems(draft, release),
    ...draft.hosts.flatMap((host, index) => rowProblems(host, ['hosts', index], mode, families)),
    ...(mode === 'multi-node' ? duplicateNames(draft.hosts) : []),
    ...duplicateAddresses(draft.hosts, families),
  ]
}

function countProblems({ hosts, installer }: Draft, release: ReleaseOptions | undefined): Problem[] {
  const minimum = (release?.minimumHosts ?? MINIMUM_HOSTS)[installer.mode]
  const count = hosts.length
  if (count < minimum) return [error('hosts-too-few', ['hosts'], { count, minimum })]
  const tooMany = installer.mode === 'all-in-one' && count > 1
  return tooMany ? [error('hosts-too-many-all-in-one', ['hosts'], { count })] : []
}

function rowProblems(host: HostDraft, path: FieldPath, mode: Mode, families: Families): Problem[] {
  return [
    // The installer sets the name of an all-in-one host itself.
    ...(mode === 'multi-node' ? nameProblems(host.name, [...path, 'name']) : []),
    ...addressProblems(host, path, families),
    ...validateText(host.port, [...path, 'port'], {
      isValid: (port) => parsePort(port) !== undefined,
      code: 'port-invalid',
    }),
  ]
}

function nameProblems(name: string, path: FieldPath): Problem[] {
  const problems = validateText(name, path, {
    required: true,
    maxLength: MAX_NAME_LENGTH,
    isValid: isHostName,
    code: 'host-name-invalid',
    facts: { suggestion: suggestName(name) },
  })
  const reserved = RESERVED_NAMES.has(name) || name.startsWith('localhost.')
  return reserved ? [error('host-name-reserved', path, { name })] : problems
}

/** Returns the nearest valid name: `node-1` for `Node_1`. */
export function suggestName(name: string): string {
  const parts = name
    .slice(0, MAX_NAME_LENGTH)
    .toLowerCase()
    .split('.')
    .map((part) => part.replace(/[^a-z0-9]+/g, '-').replace(/^-|-$/g, ''))
  const suggestion = parts.filter(Boolean).join('.')
  return isHostName(suggestion) && !RESERVED_NAMES.has(suggestion) ? suggestion : 'node1'
}

function addressProblems(host: HostDraft, path: FieldPath, families: Families): Problem[] {
  const fields = clusterAddressFields(families)
  // Ansible connects to the taskbox locally, so its addresses inside the cluster are enough.
  const required = !(host.taskbox && fields.some((field) => host[field]))
  const problems = validateText(host.address, [...path, 'address'], {
    required,
    isValid: isHostAddress,
    code: 'address-invalid',
  })
  const isValid = problems.length === 0
  return [...problems, ...fields.flatMap((field) => clusterAddressProblems(host, field, path, isValid))]
}

const INVALID = { ip: 'ip-invalid', ip6: 'ip6-invalid' } as const
const NEEDED = { ip: 'ip-needed', ip6: 'ip6-needed' } as const

/** Problems of an address inside the cluster. Without one, `address` has to be of the family. */
function clusterAddressProblems(
  host: HostDraft,
  field: ClusterAddressField,
  path: FieldPath,
  isAddressValid: boolean,
): Problem[] {
  const family = CLUSTER_ADDRESSES[field]
  const isOfFamily = (text: string) => parseAddress(text)?.family === family
  const { address, [field]: typed } = host
  if (typed) {
    const problems = validateText(typed, [...path, field], { isValid: isOfFamily, code: INVALID[field] })
    return problems.length > 0 ? problems : unusableProblems(typed, [...path, field])
  }
  if (!isAddressValid) return []
  if (isOfFamily(address)) return unusableProblems(address, [...path, 'address'])
  return [error(NEEDED[field], [...path, field], { address: truncate(address) })]
}

function unusableProblems(ip: string, path: FieldPath): Problem[] {
  const address = parseAddress(ip)
  const range = address && reservedRange(address)
  return range ? [error('ip-unusable', path, { ip, range })] : []
}

function duplicateNames(hosts: readonly HostDraft[]): Problem[] {
  return findDuplicates(hosts, (host) => host.name).map(({ index, first, value }) =>
    error('host-name-duplicate', ['hosts', index, 'name'], { name: truncate(value), row: first + 1 }),
  )
}

/**
 * Addresses inside the cluster are unique. Hosts may share a connection address with different ports, such as behind
 * port forwarding.
 */
function duplicateAddresses(hosts: readonly HostDraft[], families: Families): Problem[] {
  const inCluster = clusterAddressFields(families).flatMap((field) =>
    findDuplicates(hosts, (host) => canonicalAddress(clusterAddresses(host, families)[field])).map((row) => ({
      row,
      field: hosts[row.index]?.[field] ? field : ('address' as const),
    })),
  )
  const reportedRows = new Set(
    inCluster.filter(({ field }) => field === 'address').map(({ row }) => row.index),
  )
  const connections = findDuplicates(
    hosts,
    ({ address, port }) => address && `${canonicalAddress(address.toLowerCase())} ${port || SSH_PORT}`,
  )
  return [
    ...inCluster.map(({ row, field }) => duplicateAddress(hosts, row, field)),
    ...connections
      .filter(({ index }) => !reportedRows.has(index))
      .map((row) => duplicateAddress(hosts, { ...row, value: hosts[row.index]?.address ?? '' }, 'address')),
  ]
}

function duplicateAddress(
  hosts: readonly HostDraft[],
  { index, first, value }: Duplicate,
  field: ClusterAddressField | 'address',
): Problem {
  const host = hosts[first]
  const facts = { address: truncate(value), host: host ? hostLabel(host, first) : '', row: first + 1 }
  return error('address-duplicate', ['hosts', index, field], facts)
}

interface Duplicate {
  index: number
  first: number
  value: string
}

/** Rows with the value of an earlier row. Empty values are ignored. */
function findDuplicates(hosts: readonly HostDraft[], value: (host: HostDraft) => string): Duplicate[] {
  const firstByValue = new Map<string, number>()
  const found: Duplicate[] = []
  hosts.forEach((host, index) => {
    const key = value(host)
    const first = firstByValue.get(key)
    if (first !== undefined) found.push({ index, first, value: key })
    else if (key) firstByValue.set(key, index)
  })
  return found
}
