/** Firewalls that the system brings: their rules block what hosts say to each other, and change under the cluster's. */
import { defineCheck, pass, unread, warn } from './check'
import { PROCESSES } from './processes'
import { factsOf, fileLines, type Section } from './section'

/** Services that only load rules and end: they count where they are switched on. */
const RULES: Section<readonly string[]> = {
  name: 'firewall',
  files:
    '/etc/ufw/ufw.conf /etc/systemd/system/*.wants/nftables.service /etc/systemd/system/*.wants/iptables.service',
  match: '^(ENABLED=yes|ExecStart=)',
  read: (text) => [...new Set([...fileLines(text).keys()].map(nameOf))],
}

/** Such as `ufw` of /etc/ufw/ufw.conf. */
const nameOf = (path: string): string => path.slice(path.lastIndexOf('/') + 1).replace(/\..*$/, '')

export const firewall = defineCheck({
  id: 'firewall',
  reasons: ['off', 'on'],
  source: ['faq 4.2'],
  needs: [],
  scope: 'host',
  sections: [PROCESSES, RULES],
  root: true,
  host(sheet) {
    const [running, rules] = [factsOf(sheet, PROCESSES), factsOf(sheet, RULES)]
    if (!running || !rules) return [unread]
    const names = [...(running.has('firewalld') ? ['firewalld'] : []), ...rules]
    return names.length > 0 ? names.map((name) => warn('on', { name })) : [pass('off')]
  },
})
