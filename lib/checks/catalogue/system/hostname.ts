/**
 * Compares the host name (`uname -n`) with the name in the wizard, which the install will set. Kubernetes uses it as
 * the node name, so it must be a lower-case DNS name (Kubespray, kubesphere-installer guide on hosts).
 */

import type { ProbedHost } from '../../check-context'
import { type CheckResult, defineCheck, fail, pass, undetermined, warn } from '../../define-check'
import { factsOf, firstLine, type ProbeItem, parseWord } from '../../probe/item'

const LABEL = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const NAME = new RegExp(`^${LABEL}(\\.${LABEL})*$`)

export const HOSTNAME: ProbeItem<string> = {
  name: 'hostname',
  files: '/proc/sys/kernel/hostname',
  parse: (text) => parseWord(firstLine(text)),
}

export const hostname = defineCheck({
  id: 'hostname',
  reasons: ['same', 'differs', 'invalid', 'localhost', 'duplicate'],
  sources: ['guide 2'],
  dependsOn: ['name', 'hosts', 'mode'],
  scope: 'host',
  probeItems: [HOSTNAME],
  perHost(probe, { host }) {
    const name = factsOf(probe, HOSTNAME)
    if (name === undefined) return [undetermined]
    const facts = { hostname: name, name: host.name }
    if (name === host.name) return [pass('same', facts)]
    if (/^localhost(\.|$)/i.test(name)) return [fail('localhost', facts)]
    if (!NAME.test(name)) return [fail('invalid', facts)]
    return [warn('differs', facts)]
  },
  acrossHosts: findDuplicates,
})

/** Reports hosts with the same name, usually cloned machines. */
function findDuplicates(hosts: readonly ProbedHost[]) {
  const results = new Map<string, CheckResult<'duplicate'>[]>()
  const named = hosts.map(({ host, probe }) => ({ host, name: factsOf(probe, HOSTNAME) }))
  for (const { host, name } of named) {
    const duplicate = named.find((other) => other.host.id !== host.id && other.name === name)
    if (name === undefined || !duplicate) continue
    const facts = { hostname: name, name: host.name, other: duplicate.host.name }
    results.set(host.id, [fail('duplicate', facts)])
  }
  return results
}
