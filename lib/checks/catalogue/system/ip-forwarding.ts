/**
 * Forwarding between networks, which pods need. The install turns it on; a file that turns it off, as hardening guides
 * have it, wins again at the next boot or `sysctl --system`.
 */
import { defineCheck, pass, undetermined, warn } from '../../define-check'
import { factsOf, fileLines, type ProbeItem } from '../../probe/item'

const IP_FORWARD = '/proc/sys/net/ipv4/ip_forward'

const FORWARDING_SETTINGS: ProbeItem<{ on: boolean; pinned?: string }> = {
  name: 'sysctl',
  // In the order in which they are applied; the last one wins.
  files: `${IP_FORWARD} /etc/sysctl.d/*.conf /etc/sysctl.conf`,
  match: '(^[01]$)|(^ *net[./]ipv4[./]ip_forward *=)',
  read(text) {
    const files = fileLines(text)
    const value = files.get(IP_FORWARD)?.[0]
    if (value !== '0' && value !== '1') return undefined
    const settings = [...files].flatMap(([path, lines]) =>
      path === IP_FORWARD ? [] : lines.map((line) => ({ path, off: /=\s*0\s*$/.test(line) })),
    )
    const last = settings.at(-1)
    return { on: value === '1', ...(last?.off && { pinned: last.path }) }
  },
}

export const ipForwarding = defineCheck({
  id: 'sysctl',
  reasons: ['on', 'off', 'pinned'],
  source: ['own'],
  needs: [],
  scope: 'host',
  sections: [FORWARDING_SETTINGS],
  host(sheet) {
    const its = factsOf(sheet, FORWARDING_SETTINGS)
    if (!its) return [undetermined]
    if (its.pinned) return [warn('pinned', { file: its.pinned })]
    return [pass(its.on ? 'on' : 'off')]
  },
})
