/** Time zones that differ make logs and certificates of the hosts hard to compare; the hosts run all the same. */
import { defineCheck, pass, unread, warn } from './check'
import type { HostSheet } from './context'
import { BEGUN } from './moments'
import { factsOf, type Sheet } from './section'

const zoneOf = (sheet: Sheet) => factsOf(sheet, BEGUN)?.zone

export const timezone = defineCheck({
  id: 'timezone',
  reasons: ['same', 'differs'],
  source: ['own'],
  needs: ['hosts'],
  scope: 'host',
  sections: [BEGUN],
  together(hosts) {
    const usual = mostOf(hosts)
    return new Map(hosts.map(({ host, sheet }) => [host.id, [judge(zoneOf(sheet), usual)]]))
  },
})

function judge(zone: string | undefined, usual: string | undefined) {
  if (zone === undefined || usual === undefined) return unread
  return zone === usual ? pass('same', { zone }) : warn('differs', { zone, usual })
}

/** The zone of most hosts; the first of them where two are as common. */
function mostOf(hosts: readonly HostSheet[]): string | undefined {
  const counts = new Map<string, number>()
  for (const { sheet } of hosts) {
    const zone = zoneOf(sheet)
    if (zone) counts.set(zone, (counts.get(zone) ?? 0) + 1)
  }
  const most = Math.max(...counts.values())
  return [...counts].find(([, count]) => count === most)?.[0]
}
