/**
 * Checks that sshd accepts the connections of a playbook. Tasks of all hosts are delegated to the first control plane at
 * the same time. They share one connection up to `MaxSessions`; further ones open connections of their own, of which sshd
 * drops some beyond the first number of `MaxStartups` (sshd_config(5)).
 */
import { forksFor } from '@/lib/installers/playbooks/steps'
import { defineCheck, pass, undetermined, warn } from '../../define-check'
import { factsOf, type ProbeItem } from '../../probe/item'
import { preparationOf } from '../taskbox/preparation'

interface SshdLimits {
  sessions: number
  startups: number
}

/** The effective configuration, which only root may read. */
const SSHD_LIMITS: ProbeItem<SshdLimits> = {
  name: 'sshd',
  script: `
limits=$(with_timeout 5 sshd -T)
for key in maxsessions maxstartups; do
  value=\${limits#*"$newline$key "}
  [ "$value" = "$limits" ] || emit "$key \${value%%"$newline"*}"
done
`,
  parse(text) {
    const numberOf = (key: string) => new RegExp(`^${key} (\\d{1,6})(?!\\d)`, 'm').exec(text)?.[1]
    const [sessions, startups] = [numberOf('maxsessions'), numberOf('maxstartups')]
    if (sessions === undefined || startups === undefined) return undefined
    return { sessions: Number(sessions), startups: Number(startups) }
  },
}

/** A task and the transfer of a file. */
const MIN_SESSIONS = 2

export const sshdLimits = defineCheck({
  id: 'sshd',
  reasons: ['enough', 'sessions', 'startups'],
  sources: ['own'],
  dependsOn: ['version', 'hosts', 'roles'],
  scope: 'host',
  probeItems: [SSHD_LIMITS],
  needsRoot: true,
  perHost(probe, { host, cluster }) {
    if (!preparationOf(cluster)) return []
    const limits = factsOf(probe, SSHD_LIMITS)
    if (!limits) return [undetermined]
    const first = cluster.hosts.find(({ roles }) => roles.includes('master'))
    const wanted = first?.id === host.id ? forksFor(cluster.hosts.length) : MIN_SESSIONS
    const facts = { ...limits, wanted }
    if (limits.sessions < MIN_SESSIONS) return [warn('sessions', { ...facts, wanted: MIN_SESSIONS })]
    if (limits.sessions + limits.startups < wanted) return [warn('startups', facts)]
    return [pass('enough', facts)]
  },
})
