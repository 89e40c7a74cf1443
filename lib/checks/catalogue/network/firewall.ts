/** Checks for an active host firewall. Its rules block traffic between hosts and interfere with the cluster's rules. */
import { defineCheck, pass, undetermined, warn } from '../../define-check'
import { factsOf, fileLines, type ProbeItem } from '../../probe/item'
import { PROCESSES } from '../../probe/processes'

/** Services that load rules and exit. They have no process, so check whether they are enabled. */
const RULE_SERVICES: ProbeItem<readonly string[]> = {
  name: 'firewall',
  files:
    '/etc/ufw/ufw.conf /etc/systemd/system/*.wants/nftables.service /etc/systemd/system/*.wants/iptables.service',
  match: '^(ENABLED=yes|ExecStart=)',
  parse: (text) => [...new Set([...fileLines(text).keys()].map(serviceName))],
}

/** Base name of a path, such as `ufw` for /etc/ufw/ufw.conf. */
const serviceName = (path: string): string => path.slice(path.lastIndexOf('/') + 1).replace(/\..*$/, '')

export const firewall = defineCheck({
  id: 'firewall',
  reasons: ['off', 'on'],
  sources: ['faq 4.2'],
  dependsOn: [],
  scope: 'host',
  probeItems: [PROCESSES, RULE_SERVICES],
  needsRoot: true,
  perHost(probe) {
    const [running, rules] = [factsOf(probe, PROCESSES), factsOf(probe, RULE_SERVICES)]
    if (!running || !rules) return [undetermined]
    const names = [...(running.has('firewalld') ? ['firewalld'] : []), ...rules]
    return names.length > 0 ? names.map((name) => warn('on', { name })) : [pass('off')]
  },
})
