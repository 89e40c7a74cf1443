/**
 * Checks that the taskbox reaches each host as Ansible will: TCP to its sshd, and no outdated key in known_hosts.
 * With an outdated key ssh disables password authentication (signature `ssh-hostkey` of failed runs).
 */
import type { Host } from '@/lib/cluster/cluster'
import type { CrossHostContext, PresentedHostKey, ProbedHost } from '../../check-context'
import { defineCheck, fail, pass, undetermined, unknown } from '../../define-check'
import { CONNECTIONS, isReachable, targetList, tcpTarget } from '../../probe/connections'
import { factsOf, type ProbeItem, type ProbeResult } from '../../probe/item'

/** Lines of `NAME TYPE FINGERPRINT`. */
const KNOWN_HOSTS: ProbeItem<readonly string[]> = {
  name: 'known_hosts',
  onlyTaskbox: true,
  // Names may be hashed; only ssh-keygen finds those.
  script: `
if [ -s "$HOME/.ssh/known_hosts" ] && command -v ssh-keygen >/dev/null; then
  for name in $known_names; do
    emit "$(ssh-keygen -l -F "$name" -f "$HOME/.ssh/known_hosts")"
  done
fi
emit complete
`,
  parse: (text) => (text.split('\n').includes('complete') ? text.split('\n') : undefined),
}

export const taskboxReach = defineCheck({
  id: 'reach',
  reasons: ['local', 'open', 'refused', 'blocked', 'staleKey', 'untried'],
  sources: ['guide 2', 'faq 4.13', 'own'],
  dependsOn: ['taskbox', 'hosts'],
  scope: 'host',
  probeItems: [CONNECTIONS, KNOWN_HOSTS],
  variables: ({ host, cluster }) => {
    const hosts = !host || host.taskbox ? cluster.hosts.filter(({ taskbox }) => !taskbox) : []
    return {
      reach_targets: targetList(hosts.map(sshTarget)),
      known_names: hosts.map(knownHostsName).join(' '),
    }
  },
  acrossHosts: (hosts, context) =>
    new Map(hosts.map((probed) => [probed.host.id, [evaluateReach(probed, context)]])),
})

const sshTarget = ({ address, port }: Host): string => tcpTarget(address, port)

/** Name of the host in known_hosts. */
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

const KEY_TYPES: readonly [prefix: string, type: string][] = [
  ['ssh-ed25519', 'ED25519'],
  ['ecdsa-', 'ECDSA'],
  ['ssh-rsa', 'RSA'],
  ['rsa-', 'RSA'],
]

/** Returns the known fingerprint if it has the presented key's type but differs. Other key types are ignored. */
function findStaleKey(host: Host, presented: PresentedHostKey, taskbox: ProbeResult): string | undefined {
  const presentedType = KEY_TYPES.find(([prefix]) => presented.type.startsWith(prefix))?.[1]
  const known = (factsOf(taskbox, KNOWN_HOSTS) ?? []).flatMap((line) => {
    const [names = '', type, fingerprint = ''] = line.split(' ')
    return type === presentedType && names.split(',').includes(knownHostsName(host)) ? [fingerprint] : []
  })
  return known.includes(presented.fingerprint) ? undefined : known[0]
}
