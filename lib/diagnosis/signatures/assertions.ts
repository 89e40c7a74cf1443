/** Signatures of requirements that the playbooks assert themselves. */
import type { Signature } from '../signature'
import { NO_CONDITION } from './scopes'

export const ASSERTIONS: readonly Signature[] = [
  {
    id: 'pre-mem',
    keywords: ['memtotal_mb'],
    pattern: /(ansible_memtotal_mb|memtotal_mb'?\]?) >= /,
    scope: NO_CONDITION,
    check: 'memory',
  },
  {
    id: 'pre-swap',
    keywords: ['swaptotal_mb', 'running with swap'],
    pattern: /ansible_swaptotal_mb == 0|(?<!\[WARNING Swap\]: )running with swap on is not supported/,
    scope: NO_CONDITION,
    check: 'swap',
  },
  {
    id: 'pre-ip',
    keywords: ['ip in ansible_'],
    pattern: /ip in ansible_(all_ipv4_addresses|facts)/,
    scope: NO_CONDITION,
    check: 'addresses',
  },
  {
    id: 'pre-host',
    keywords: ['lower case alpha'],
    pattern: /must consist of lower case alphanumeric/,
    // Any object has a name of this kind, which kubectl reports as `The Secret "a_b" is invalid`.
    scope: { unless: /\bThe (?!Node\b)\w{1,60} \\{0,3}"[^"\n]{1,255}" is invalid/ },
    check: 'hostname',
  },
  {
    id: 'pre-etcd',
    keywords: ['not divisibleby'],
    pattern: /groups.{0,200}etcd.{0,200} is not divisibleby 2/,
    scope: NO_CONDITION,
  },
  {
    id: 'pre-os',
    keywords: ['not a known OS', 'ansible_os_family', 'ansible_distribution'],
    pattern: /is not a known OS|ansible_(os_family|distribution) in \[/,
    scope: NO_CONDITION,
    check: 'os',
  },
  {
    id: 'pre-init',
    keywords: ['ansible_service_mgr'],
    pattern: /ansible_service_mgr == \\{0,3}['"]systemd/,
    scope: NO_CONDITION,
    check: 'init',
  },
  {
    id: 'pre-cidr',
    keywords: ['valid network range', 'the same network segment'],
    pattern: /is not a valid network range|cannot be the same network segment as/,
    check: 'cidr',
  },
  {
    id: 'pre-ping',
    keywords: ['access_ip is not pingable'],
    pattern: /FAILED: .{0,400}Stop if access_ip is not pingable/,
  },
  {
    id: 'pre-choice',
    keywords: ['selected choice is not'],
    pattern: /The selected choice is not supported/,
  },
]
