/**
 * The closed list of problems of a cluster configuration. A problem has a code, the path of a field, and facts for its
 * texts: `problems.<code>.message` and `.remedy` in lib/messages.
 */
export const PROBLEM_CODES = [
  // single fields
  'required',
  'too-long',
  'too-many',
  'control-character',
  'host-name-invalid',
  'host-name-reserved',
  'address-invalid',
  'ip-invalid',
  'ip6-invalid',
  'ip-needed',
  'ip6-needed',
  'ip-unusable',
  'port-invalid',
  'path-invalid',
  'url-invalid',
  'number-invalid',
  'choice-invalid',
  'domain-invalid',
  'fingerprint-invalid',
  'user-invalid',
  'cidr-invalid',
  'cidr-host-bits',
  'cidr-not-ipv4',
  'cidr-not-ipv6',
  'cidr-unusable',
  // logins and secrets
  'login-missing',
  'login-both',
  'secret-not-carried',
  'secret-withheld',
  'secret-missing',
  'private-key-invalid',
  'private-key-passphrase',
  'bastion-taskbox-local',
  // across hosts
  'host-name-duplicate',
  'address-duplicate',
  'hosts-too-few',
  'hosts-too-many-all-in-one',
  'roles-missing',
  'master-missing',
  'node-missing',
  'etcd-missing',
  'etcd-even',
  'masters-two',
  'etcd-on-node',
  'taskbox-duplicate',
  'taskbox-unmarked',
  'taskbox-not-among-hosts',
  // network
  'families-unsupported',
  'load-balancer-missing',
  'load-balancer-is-host',
  'load-balancer-ipv6-unsupported',
  'networks-overlap',
  'network-touches-host',
  'network-touches-load-balancer',
  'network-touches-storage',
  'network-touches-docker',
  'pod-network-too-small',
  'service-network-too-small',
  'network-too-large',
  // storage
  'storage-class-missing',
  'storage-class-unknown',
  'storage-class-mode',
  'storage-parameter-missing',
  'storage-parameter-unknown',
  'storage-trial-only',
  // the installer's settings
  'setting-unknown',
  'setting-not-mapping',
  'setting-yaml-invalid',
  'setting-reserved',
  // installer and file
  'mode-unsupported',
  'release-unknown',
  'release-missing',
  'addon-unknown',
  'addon-needs',
  'addon-storage',
  'waiver-unknown',
  'waiver-host-unknown',
  'waiver-reason-missing',
  'file-syntax',
  'file-version',
  'file-too-large',
  'file-alias',
  'file-tag',
  'key-unknown',
  'key-duplicate',
  'key-conflict',
  'type-wrong',
  'reference-unresolved',
  'reference-refused',
] as const
export type ProblemCode = (typeof PROBLEM_CODES)[number]

/** Problems of a value with other fields, which may have changed last. */
export const CROSS_FIELD_CODES: ReadonlySet<ProblemCode> = new Set([
  'networks-overlap',
  'network-touches-host',
  'network-touches-load-balancer',
  'network-touches-storage',
  'network-touches-docker',
  'pod-network-too-small',
  'load-balancer-is-host',
])

/** The path of a field in a draft, such as `['hosts', 2, 'ip']`. */
export type FieldPath = readonly (string | number)[]

export interface Problem {
  code: ProblemCode
  /** An error prevents the installation; a warning does not. */
  severity: 'error' | 'warning'
  path: FieldPath
  /** Values for the texts, such as `{name: 'node1', other: 'node2'}`. Never a secret. */
  facts: Record<string, string | number>
  /** The line in the cluster file, from 1. */
  line?: number
}

/** Formats a path as `hosts[2].ip`. */
export function formatPath(path: FieldPath): string {
  return path.reduce<string>(
    (text, part) => (typeof part === 'number' ? `${text}[${part}]` : text ? `${text}.${part}` : part),
    '',
  )
}
