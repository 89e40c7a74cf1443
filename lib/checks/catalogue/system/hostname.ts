/**
 * The host's own name (`uname -n`) against the one in the wizard, which the install gives it. Kubernetes takes it as
 * the node's name: a DNS name in lower case (Kubespray's own rule, kubesphere-installer guide on hosts).
 */

import type { ProbedHost } from '../../check-context'
import { type CheckResult, defineCheck, fail, pass, undetermined, warn } from '../../define-check'
import { factsOf, firstLine, type ProbeItem, parseWord } from '../../probe/item'

const PART = '[a-z0-9]([-a-z0-9]*[a-z0-9])?'
const NAME = new RegExp(`^${PART}(\\.${PART})*$`)

export const HOSTNAME: ProbeItem<string> = {
  name: 'hostname',
  files: '/proc/sys/kernel/hostname',
  read: (text) => parseWord(firstLine(text)),
}

export const hostname = defineCheck({
  id: 'hostname',
  reasons: ['same', 'differs', 'invalid', 'localhost', 'duplicate'],
  source: ['guide 2'],
  needs: ['name', 'hosts', 'mode'],
  scope: 'host',
  sections: [HOSTNAME],
  host(sheet, { host }) {
    const name = factsOf(sheet, HOSTNAME)
    if (name === undefined) return [undetermined]
    const facts = { hostname: name, name: host.name }
    if (name === host.name) return [pass('same', facts)]
    if (/^localhost(\.|$)/i.test(name)) return [fail('localhost', facts)]
    if (!NAME.test(name)) return [fail('invalid', facts)]
    return [warn('differs', facts)]
  },
  together: duplicates,
})

/** Two hosts of one name: cloned machines, mostly. */
function duplicates(hosts: readonly ProbedHost[]) {
  const verdicts = new Map<string, CheckResult<'duplicate'>[]>()
  const named = hosts.map(({ host, sheet }) => ({ host, name: factsOf(sheet, HOSTNAME) }))
  for (const { host, name } of named) {
    const twin = named.find((other) => other.host.id !== host.id && other.name === name)
    if (name === undefined || !twin) continue
    const facts = { hostname: name, name: host.name, other: twin.host.name }
    verdicts.set(host.id, [fail('duplicate', facts)])
  }
  return verdicts
}
