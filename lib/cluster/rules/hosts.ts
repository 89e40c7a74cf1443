/** Rules for the rows of the hosts table, and for duplicate names and addresses. */

import { isHostAddress, isIpv4, parseIpv4, parsePort, reservedRange } from '@/lib/network/address'
import type { Draft, HostDraft, Mode } from '../draft/draft'
import { MINIMUM_HOSTS, SSH_PORT } from '../draft/draft-defaults'
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
  return truncate(host.name || host.address || host.ip || `#${index + 1}`)
}

/** The address inside the cluster: `ip`, or `address` if it is empty. */
function clusterAddress(host: HostDraft): string {
  return host.ip || host.address
}

export function hostProblems(draft: Draft, release: ReleaseOptions | undefined): Problem[] {
  const { mode } = draft.installer
  return [
    ...countProblems(draft, release),
    ...draft.hosts.flatMap((host, index) => rowProblems(host, ['hosts', index], mode)),
    ...(mode === 'multi-node' ? duplicateNames(draft.hosts) : []),
    ...duplicateAddresses(draft.hosts),
  ]
}

function countProblems({ hosts, installer }: Draft, release: ReleaseOptions | undefined): Problem[] {
  const minimum = (release?.minimumHosts ?? MINIMUM_HOSTS)[installer.mode]
  const count = hosts.length
  if (count < minimum) return [error('hosts-too-few', ['hosts'], { count, minimum })]
  const tooMany = installer.mode === 'all-in-one' && count > 1
  return tooMany ? [error('hosts-too-many-all-in-one', ['hosts'], { count })] : []
}

function rowProblems(host: HostDraft, path: FieldPath, mode: Mode): Problem[] {
  return [
    // The installer sets the name of an all-in-one host itself.
    ...(mode === 'multi-node' ? nameProblems(host.name, [...path, 'name']) : []),
    ...addressProblems(host, path),
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

function addressProblems(host: HostDraft, path: FieldPath): Problem[] {
  // Ansible connects to the taskbox locally, so its address inside the cluster is enough.
  const required = !(host.taskbox && host.ip)
  const problems = validateText(host.address, [...path, 'address'], {
    required,
    isValid: isHostAddress,
    code: 'address-invalid',
  })
  if (problems.length > 0) return [...problems, ...ipProblems(host.ip, [...path, 'ip'])]
  if (host.ip) return ipProblems(host.ip, [...path, 'ip'])
  if (!isIpv4(host.address)) return [error('ip-needed', [...path, 'ip'], { address: truncate(host.address) })]
  return unusableProblems(host.address, [...path, 'address'])
}

function ipProblems(ip: string, path: FieldPath): Problem[] {
  const problems = validateText(ip, path, { isValid: isIpv4, code: 'ip-invalid' })
  return problems.length > 0 ? problems : unusableProblems(ip, path)
}

function unusableProblems(ip: string, path: FieldPath): Problem[] {
  const address = parseIpv4(ip)
  const range = address === undefined ? undefined : reservedRange(address)
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
function duplicateAddresses(hosts: readonly HostDraft[]): Problem[] {
  const toProblem = (row: Duplicate, field: 'address' | 'ip') => {
    const host = hosts[row.first]
    const facts = {
      address: truncate(row.value),
      host: host ? hostLabel(host, row.first) : '',
      row: row.first + 1,
    }
    return error('address-duplicate', ['hosts', row.index, field], facts)
  }
  const clusterDuplicates = findDuplicates(hosts, clusterAddress)
  const reportedRows = new Set(
    clusterDuplicates.filter(({ index }) => !hosts[index]?.ip).map(({ index }) => index),
  )
  const connectionDuplicates = findDuplicates(
    hosts,
    ({ address, port }) => address && `${address.toLowerCase()} ${port || SSH_PORT}`,
  )
  return [
    ...clusterDuplicates.map((row) => toProblem(row, hosts[row.index]?.ip ? 'ip' : 'address')),
    ...connectionDuplicates
      .filter(({ index }) => !reportedRows.has(index))
      .map((row) => toProblem({ ...row, value: hosts[row.index]?.address ?? '' }, 'address')),
  ]
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
