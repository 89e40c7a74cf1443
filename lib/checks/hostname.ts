/**
 * The host's own name (`uname -n`) against the one in the wizard, which the install gives it. Kubernetes takes it as
 * the node's name: a DNS name in lower case (Kubespray's own rule, kubesphere-installer guide on hosts).
 */
import type { Finding } from './check'
import type { ClusterJudge, HostContext } from './context'
import { found } from './reason'
import type { Sheet } from './sheet'

const PART = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const NAME = new RegExp(`^${PART}(\\.${PART})*$`)

export function judgeHostname({ hostname }: Sheet, { host }: HostContext): Finding[] {
  if (hostname === undefined) return [found('hostname', 'unknown', 'unread')]
  const facts = { hostname, name: host.name }
  if (hostname === host.name) return [found('hostname', 'pass', 'same', facts)]
  if (/^localhost(\.|$)/i.test(hostname)) return [found('hostname', 'fail', 'localhost', facts)]
  if (!NAME.test(hostname)) return [found('hostname', 'fail', 'invalid', facts)]
  return [found('hostname', 'warn', 'differs', facts)]
}

/** Two hosts of one name: cloned machines, mostly. */
export const compareHostnames: ClusterJudge = (hosts) => {
  const findings = new Map<string, Finding[]>()
  for (const { host, sheet } of hosts) {
    const twin = hosts.find((other) => other.host.id !== host.id && other.sheet.hostname === sheet.hostname)
    if (sheet.hostname === undefined || !twin) continue
    const facts = { hostname: sheet.hostname, name: host.name, other: twin.host.name }
    findings.set(host.id, [found('hostname', 'fail', 'duplicate', facts)])
  }
  return findings
}
