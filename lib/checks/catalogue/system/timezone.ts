/** Time zones that differ make logs and certificates of the hosts hard to compare; the hosts run all the same. */

import type { ProbedHost } from '../../check-context'
import { defineCheck, pass, undetermined, warn } from '../../define-check'
import { factsOf, type ProbeResult } from '../../probe/item'
import { PROBE_START } from '../../probe/timestamps'

const zoneOf = (sheet: ProbeResult) => factsOf(sheet, PROBE_START)?.zone

export const timezone = defineCheck({
  id: 'timezone',
  reasons: ['same', 'differs'],
  source: ['own'],
  needs: ['hosts'],
  scope: 'host',
  sections: [PROBE_START],
  together(hosts) {
    const usual = mostCommonZone(hosts)
    return new Map(hosts.map(({ host, sheet }) => [host.id, [evaluateZone(zoneOf(sheet), usual)]]))
  },
})

function evaluateZone(zone: string | undefined, usual: string | undefined) {
  if (zone === undefined || usual === undefined) return undetermined
  return zone === usual ? pass('same', { zone }) : warn('differs', { zone, usual })
}

/** The zone of most hosts; the first of them where two are as common. */
function mostCommonZone(hosts: readonly ProbedHost[]): string | undefined {
  const counts = new Map<string, number>()
  for (const { sheet } of hosts) {
    const zone = zoneOf(sheet)
    if (zone) counts.set(zone, (counts.get(zone) ?? 0) + 1)
  }
  const most = Math.max(...counts.values())
  return [...counts].find(([, count]) => count === most)?.[0]
}
