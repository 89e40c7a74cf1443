/**
 * Whether the taskbox reaches each host as Ansible will: TCP to its sshd, and no other key for it among the known
 * hosts there, with which ssh refuses to type a password (signature `ssh-hostkey` of failed runs).
 */
import type { Host } from '@/lib/cluster/cluster'
import type { CrossHostContext, PresentedHostKey, ProbedHost } from '../../check-context'
import { defineCheck, fail, pass, undetermined, unknown } from '../../define-check'
import { CONNECTIONS, isReachable, targetList, tcpTarget } from '../../probe/connections'
import { factsOf, type ProbeItem, type ProbeResult } from '../../probe/item'

/** `place TYPE FINGERPRINT`, a line each. */
const KNOWN_HOSTS: ProbeItem<readonly string[]> = {
  name: 'known_hosts',
  onlyTaskbox: true,
  // Names are hashed where the system wants it so: only ssh-keygen finds them all.
  script: `
if [ -s "$HOME/.ssh/known_hosts" ] && command -v ssh-keygen >/dev/null; then
  for place in $known_places; do
    tell "$(ssh-keygen -l -F "$place" -f "$HOME/.ssh/known_hosts")"
  done
fi
tell read
`,
  read: (text) => (text.split('\n').includes('read') ? text.split('\n') : undefined),
}

export const taskboxReach = defineCheck({
  id: 'reach',
  reasons: ['local', 'open', 'refused', 'blocked', 'staleKey', 'untried'],
  source: ['guide 2', 'faq 4.13', 'own'],
  needs: ['taskbox', 'hosts'],
  scope: 'host',
  sections: [CONNECTIONS, KNOWN_HOSTS],
  variables: ({ host, cluster }) => {
    const hosts = !host || host.taskbox ? cluster.hosts.filter(({ taskbox }) => !taskbox) : []
    return {
      reach_targets: targetList(hosts.map(sshTarget)),
      known_places: hosts.map(knownHostsName).join(' '),
    }
  },
  together: (hosts, context) => new Map(hosts.map((one) => [one.host.id, [evaluateReach(one, context)]])),
})

const sshTarget = ({ address, port }: Host): string => tcpTarget(address, port)

/** As ssh notes it. */
const knownHostsName = ({ address, port }: Host): string => (port === 22 ? address : `[${address}]:${port}`)

function evaluateReach({ host, hostKey }: ProbedHost, { taskbox }: CrossHostContext) {
  if (host.taskbox) return pass('local')
  const connections = taskbox && factsOf(taskbox, CONNECTIONS)
  if (!connections) return undetermined
  const facts = { address: host.address, port: host.port, place: knownHostsName(host) }
  const outcome = connections.outcome(sshTarget(host))
  if (outcome === 'untried') return unknown('untried')
  if (outcome === 'refused') return fail('refused', facts)
  if (!isReachable(outcome)) return fail('blocked', { ...facts, cause: outcome })
  const stale = hostKey && findStaleKey(host, hostKey, taskbox)
  return stale
    ? fail('staleKey', { ...facts, known: stale, shown: hostKey.fingerprint })
    : pass('open', facts)
}

const KEY_TYPES: readonly [start: string, kind: string][] = [
  ['ssh-ed25519', 'ED25519'],
  ['ecdsa-', 'ECDSA'],
  ['ssh-rsa', 'RSA'],
  ['rsa-', 'RSA'],
]

/** A key of the kind that the host has shown, but another one. Keys of other kinds say nothing. */
function findStaleKey(host: Host, shown: PresentedHostKey, taskbox: ProbeResult): string | undefined {
  const kind = KEY_TYPES.find(([start]) => shown.type.startsWith(start))?.[1]
  const known = (factsOf(taskbox, KNOWN_HOSTS) ?? []).flatMap((line) => {
    const [place = '', type, fingerprint = ''] = line.split(' ')
    return type === kind && place.split(',').includes(knownHostsName(host)) ? [fingerprint] : []
  })
  return known.includes(shown.fingerprint) ? undefined : known[0]
}
