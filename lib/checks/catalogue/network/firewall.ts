/** Firewalls that the system brings: their rules block what hosts say to each other, and change under the cluster's. */
import { defineCheck, pass, undetermined, warn } from '../../define-check'
import { factsOf, fileLines, type ProbeItem } from '../../probe/item'
import { PROCESSES } from '../../probe/processes'

/** Services that only load rules and end: they count where they are switched on. */
const RULE_SERVICES: ProbeItem<readonly string[]> = {
  name: 'firewall',
  files:
    '/etc/ufw/ufw.conf /etc/systemd/system/*.wants/nftables.service /etc/systemd/system/*.wants/iptables.service',
  match: '^(ENABLED=yes|ExecStart=)',
  read: (text) => [...new Set([...fileLines(text).keys()].map(serviceName))],
}

/** Such as `ufw` of /etc/ufw/ufw.conf. */
const serviceName = (path: string): string => path.slice(path.lastIndexOf('/') + 1).replace(/\..*$/, '')

export const firewall = defineCheck({
  id: 'firewall',
  reasons: ['off', 'on'],
  source: ['faq 4.2'],
  needs: [],
  scope: 'host',
  sections: [PROCESSES, RULE_SERVICES],
  root: true,
  host(sheet) {
    const [running, rules] = [factsOf(sheet, PROCESSES), factsOf(sheet, RULE_SERVICES)]
    if (!running || !rules) return [undetermined]
    const names = [...(running.has('firewalld') ? ['firewalld'] : []), ...rules]
    return names.length > 0 ? names.map((name) => warn('on', { name })) : [pass('off')]
  },
})
