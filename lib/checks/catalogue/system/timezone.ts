/** Compares the time zones. Different ones make logs hard to compare, but do not affect the cluster. */

import type { ProbedHost } from '../../check-context'
import { defineCheck, pass, undetermined, warn } from '../../define-check'
import { factsOf, type ProbeResult } from '../../probe/item'
import { PROBE_START } from '../../probe/timestamps'

const zoneOf = (probe: ProbeResult) => factsOf(probe, PROBE_START)?.zone

export const timezone = defineCheck({
  id: 'timezone',
  reasons: ['same', 'differs'],
  sources: ['own'],
  dependsOn: ['hosts'],
  scope: 'host',
  probeItems: [PROBE_START],
  acrossHosts(hosts) {
    const mostCommon = mostCommonZone(hosts)
    return new Map(hosts.map(({ host, probe }) => [host.id, [evaluateZone(zoneOf(probe), mostCommon)]]))
  },
})

function evaluateZone(zone: string | undefined, mostCommon: string | undefined) {
  if (zone === undefined || mostCommon === undefined) return undetermined
  return zone === mostCommon ? pass('same', { zone }) : warn('differs', { zone, usual: mostCommon })
}

/** The most common time zone; the first one in a tie. */
function mostCommonZone(hosts: readonly ProbedHost[]): string | undefined {
  const counts = new Map<string, number>()
  for (const { probe } of hosts) {
    const zone = zoneOf(probe)
    if (zone) counts.set(zone, (counts.get(zone) ?? 0) + 1)
  }
  const most = Math.max(...counts.values())
  return [...counts].find(([, count]) => count === most)?.[0]
}
