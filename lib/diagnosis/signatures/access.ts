/** Signatures of failed logins, of sudo and of a missing Python on a host. */
import type { Signature } from '../signature'
import { MODULE, SSH } from './scopes'

/**
 * A word that cannot be the name of a host: with other characters than those of a name, an incomplete address, or the
 * placeholder of a manual.
 */
const PLACEHOLDER = String.raw`(?:[\w.:-]{0,255}[^\w.:%\s-]|(?:x{1,3}|\d{1,3})(?:\.(?:x{1,3}|\d{1,3})){2,3}\.?(?:[:\s]|$)|[A-Z]+_[A-Z]|[a-z]{1,20}_(?:ip|addr|host|hostname)(?:\b|_)|your[._-]|change_?me|host_?name\b)`

export const ACCESS: readonly Signature[] = [
  {
    id: 'ssh-refused',
    keywords: ['connect to host', 'connect: connection ref'],
    pattern:
      /connect to host \S{1,255} port \d+: Connection refused|dial tcp \S{1,255}:22: connect: connection refused|(?:\b[Ss][Ss][Hh]\b|establish connection to).{0,200}dial tcp \S{1,255}: connect: connection refused/,
    scope: SSH,
    check: 'ssh',
  },
  {
    id: 'ssh-noroute',
    keywords: ['connect to host'],
    pattern: /connect to host .{0,400}(No route to host|timed out|Network is unreachable|Host is down)/,
    scope: SSH,
    check: 'ssh',
  },
  {
    id: 'ssh-auth',
    keywords: [
      'Permission denied (',
      'Permission denied, please',
      'attempted methods',
      'authentication failures',
    ],
    pattern:
      /Permission denied \([\w,-]{1,200}\)|Permission denied, please try again|unable to authenticate, attempted methods|Too many authentication failures/,
    scope: {
      ...SSH,
      unless:
        /Could not read from remote repository|\bgit@|correct access rights|Cloning into |\/v[12]\/|denied: |docker login|registry/,
    },
    check: 'ssh',
  },
  {
    id: 'ssh-badpw',
    keywords: ['Invalid/incorrect'],
    pattern: /Invalid\/incorrect (username\/)?password/,
    scope: SSH,
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
    scope: SSH,
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
    keywords: ['waiting for privilege', 'waiting for become'],
    pattern:
      /(?:Timeout \(\d+s\)|Timed out) waiting for (?:privilege escalation prompt|become (?:success|password))/,
    check: 'sudo',
  },
  {
    id: 'sudoers',
    keywords: ['valid sudoers', 'sudoers', '/etc/sudo'],
    pattern:
      /no valid sudoers sources found|(?:syntax|parse) error (?:in|near).{0,100}sudoers|sudoers:\d{1,6}(?::\d{1,6})?: syntax error|sudoers.{0,40}(?:syntax|parse) error|(?:sudo: |^)\/etc\/sudoers(?:\.d\/\S{1,100})? is (?:owned by|world writable|group writable|mode)/,
    // A command of a task that does not call sudo itself only prints the words.
    scope: { exceptCommand: /visudo|^(?!.{0,400}\bsudo\b)/ },
    check: 'sudo',
  },
  {
    id: 'sudo-denied',
    keywords: ['not in the sudoers', 'is not allowed to'],
    pattern: /is not in the sudoers file|is not allowed to (?:execute|run sudo)/,
    check: 'sudo',
  },
  { id: 'sudo-tty', keywords: ['a tty to run'], pattern: /you must have a tty to run sudo/, check: 'sudo' },
  {
    id: 'py-missing',
    keywords: ['/usr/bin/python', 'No python interp'],
    pattern: /\/usr\/bin\/python\S{0,40}: (not found|No such file)|No python interpreters found/,
    scope: MODULE,
    check: 'python',
  },
  {
    id: 'py-yum',
    keywords: ['Python 2 bindings', 'Python 2 yum', 'from __future__', 'SyntaxError: '],
    pattern:
      /Python 2 bindings for rpm are needed|Python 2 yum module is needed|from __future__ import (?!annotations)|SyntaxError: .{0,400}print/,
    scope: { exceptCommand: /^(?!.{0,400}\b(?:yum|dnf|repoquery|package-cleanup)\b)/ },
    check: 'python',
  },
  {
    id: 'ssh-dns',
    keywords: ['resolve hostname'],
    pattern: new RegExp(`resolve hostname (?!${PLACEHOLDER})\\S`),
    scope: SSH,
    check: 'ssh',
  },
  {
    id: 'ssh-badname',
    keywords: ['resolve hostname', 'hostname contains inv', 'ad host name'],
    pattern: new RegExp(
      `resolve hostname ${PLACEHOLDER}|hostname contains invalid characters|[Bb]ad host ?name`,
    ),
    scope: SSH,
    check: 'ssh',
  },
  {
    id: 'ssh-closed',
    keywords: [
      ...['exchange_identification', 'banner exchange', 'SSH protocol banner', 'send disconnect'],
      ...['ssh_dispatch_run_fatal', 'packet_write_wait'],
      ...['onnection closed by ', 'onnection reset by '],
    ],
    pattern:
      /(?:kex|ssh)_exchange_identification: |banner exchange(?::|\b)|Error reading SSH protocol banner|(?:reached over|host via) ssh: (?:.{0,200}: )?Connection (?:closed|reset) by|Connection (?:closed|reset) by (?:(?:authenticating|invalid) user \S{1,100} )?\S{1,255} port \d/,
    scope: SSH,
    also: [
      {
        // Outside a result, the terminal's own connection ended.
        pattern: /send disconnect: Broken pipe|(?:ssh_dispatch_run_fatal|packet_write_wait): Connection to /,
        scope: { ...SSH, rc: /^/ },
      },
    ],
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
