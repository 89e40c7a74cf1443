/** Signatures of requirements that the playbooks assert themselves. */
import type { Signature } from '../signature'

export const ASSERTIONS: readonly Signature[] = [
  {
    id: 'pre-mem',
    keywords: ['memtotal_mb'],
    pattern: /(ansible_memtotal_mb|memtotal_mb'?\]?) >= /,
    check: 'memory',
  },
  {
    id: 'pre-swap',
    keywords: ['swaptotal_mb', 'running with swap'],
    pattern: /ansible_swaptotal_mb == 0|running with swap on is not supported/,
    check: 'swap',
  },
  {
    id: 'pre-ip',
    keywords: ['ip in ansible_'],
    pattern: /ip in ansible_(all_ipv4_addresses|facts)/,
    check: 'addresses',
  },
  {
    id: 'pre-host',
    keywords: ['lower case alpha'],
    pattern: /must consist of lower case alphanumeric/,
    check: 'hostname',
  },
  {
    id: 'pre-etcd',
    keywords: ['not divisibleby'],
    pattern: /groups.{0,200}etcd.{0,200} is not divisibleby 2/,
  },
  {
    id: 'pre-os',
    keywords: ['not a known OS', 'ansible_os_family', 'ansible_distribution'],
    pattern: /is not a known OS|ansible_(os_family|distribution) in \[/,
    check: 'os',
  },
  {
    id: 'pre-init',
    keywords: ['ansible_service_mgr'],
    pattern: /ansible_service_mgr == \\{0,3}['"]systemd/,
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
