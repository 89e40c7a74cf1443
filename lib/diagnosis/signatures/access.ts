/** Signatures of failed logins, of sudo and of a missing Python on a host. */
import type { Signature } from '../signature'

export const ACCESS: readonly Signature[] = [
  {
    id: 'ssh-refused',
    keywords: ['connect to host', 'dial tcp'],
    pattern:
      /connect to host \S{1,255} port \d+: Connection refused|(?<!\/\/\S{1,400} )dial tcp (?!\S{1,255}:(?:443|2379|2380|5000|6443|8080|8443|10250): )\S{1,255}: connect: connection refused/,
    check: 'ssh',
  },
  {
    id: 'ssh-noroute',
    keywords: ['connect to host'],
    pattern: /connect to host .{0,400}(No route to host|timed out|Network is unreachable)/,
    check: 'ssh',
  },
  {
    id: 'ssh-auth',
    keywords: ['Permission denied (', 'Permission denied, please', 'attempted methods'],
    pattern:
      /Permission denied \([\w,-]{1,200}\)|Permission denied, please try again|unable to authenticate, attempted methods/,
    check: 'ssh',
  },
  {
    id: 'ssh-badpw',
    keywords: ['Invalid/incorrect'],
    pattern: /Invalid\/incorrect (username\/)?password/,
    check: 'ssh',
  },
  {
    id: 'ssh-sshpass',
    keywords: ['install the sshpass'],
    pattern: /you must install the sshpass program/,
    check: 'taskbox',
  },
  {
    id: 'ssh-hostkey',
    keywords: ['Host key verif', 'HOST IDENTIFICATION', 'Host Key checking'],
    pattern:
      /Host key verification failed|REMOTE HOST IDENTIFICATION HAS CHANGED|Host Key checking is enabled and sshpass/,
    check: 'reach',
  },
  {
    id: 'sudo-pw',
    keywords: ['sudo password', 'sudo: a '],
    pattern: /Missing sudo password|Incorrect sudo password|sudo: a (terminal|password) is required/,
    check: 'sudo',
  },
  {
    id: 'sudo-hang',
    keywords: ['waiting for privilege'],
    pattern: /Timeout \(\d+s\) waiting for privilege escalation prompt/,
    check: 'sudo',
  },
  { id: 'sudo-tty', keywords: ['a tty to run'], pattern: /you must have a tty to run sudo/, check: 'sudo' },
  {
    id: 'py-missing',
    keywords: ['/usr/bin/python', 'No python interp'],
    pattern: /\/usr\/bin\/python\S{0,40}: (not found|No such file)|No python interpreters found/,
    check: 'python',
  },
  {
    id: 'py-yum',
    keywords: ['Python 2 bindings', 'Python 2 yum', 'from __future__', 'SyntaxError: '],
    pattern:
      /Python 2 bindings for rpm are needed|Python 2 yum module is needed|from __future__ import (?!annotations)|SyntaxError: .{0,400}print/,
    check: 'python',
  },
  {
    id: 'ssh-dns',
    keywords: ['resolve hostname'],
    pattern: /Could not resolve hostname/,
    check: 'ssh',
  },
  {
    id: 'ssh-closed',
    keywords: ['kex_exchange_ident', 'during banner exch'],
    pattern: /kex_exchange_identification: |during banner exchange/,
    check: 'ssh',
  },
  {
    id: 'ssh-sessions',
    keywords: ['Session open refused'],
    pattern: /Session open refused by peer/,
    isInResult: true,
  },
  {
    id: 'polkit',
    keywords: ['Interactive authentic'],
    pattern: /Interactive authentication required/,
    check: 'sudo',
  },
  {
    id: 'py-36',
    keywords: ['feature annotations'],
    pattern: /future feature annotations is not defined/,
    check: 'python',
  },
]
