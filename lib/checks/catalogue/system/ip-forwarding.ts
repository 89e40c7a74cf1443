/**
 * Checks IP forwarding, which pods need. The install enables it. A sysctl file that disables it, as hardening guides
 * recommend, overrides the install at the next boot or `sysctl --system`.
 */
import { defineCheck, pass, undetermined, warn } from '../../define-check'
import { factsOf, fileLines, type ProbeItem } from '../../probe/item'

const IP_FORWARD = '/proc/sys/net/ipv4/ip_forward'

const FORWARDING_SETTINGS: ProbeItem<{ on: boolean; pinned?: string }> = {
  name: 'sysctl',
  // In the order in which the system applies them; the last one wins.
  files: `${IP_FORWARD} /etc/sysctl.d/*.conf /etc/sysctl.conf`,
  match: '(^[01]$)|(^ *net[./]ipv4[./]ip_forward *=)',
  parse(text) {
    const files = fileLines(text)
    const value = files.get(IP_FORWARD)?.[0]
    if (value !== '0' && value !== '1') return undefined
    const settings = [...files].flatMap(([path, lines]) =>
      path === IP_FORWARD ? [] : lines.map((line) => ({ path, disabled: /=\s*0\s*$/.test(line) })),
    )
    const last = settings.at(-1)
    return { on: value === '1', ...(last?.disabled && { pinned: last.path }) }
  },
}

export const ipForwarding = defineCheck({
  id: 'sysctl',
  reasons: ['on', 'off', 'pinned'],
  sources: ['own'],
  dependsOn: [],
  scope: 'host',
  probeItems: [FORWARDING_SETTINGS],
  perHost(probe) {
    const settings = factsOf(probe, FORWARDING_SETTINGS)
    if (!settings) return [undetermined]
    if (settings.pinned) return [warn('pinned', { file: settings.pinned })]
    return [pass(settings.on ? 'on' : 'off')]
  },
})
