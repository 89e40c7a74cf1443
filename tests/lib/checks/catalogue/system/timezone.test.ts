import { expect, it } from 'vitest'
import { timezone } from '@/lib/checks/catalogue/system/timezone'
import { advanced100 } from '@/lib/installers/kubesphere/releases'
import { cluster, host, probeResult, startText, summarize } from '../../fixtures'

function resultsOf(...zones: (string | undefined)[]): string[] {
  const hosts = zones.map((zone, at) => ({
    host: host(`n${at}`),
    probe: probeResult({ started: zone && startText(zone) }),
  }))
  const context = { cluster: cluster(hosts.map((one) => one.host)), release: advanced100 }
  const results = timezone.acrossHosts?.(hosts, context)
  return hosts.map((one) => summarize(results?.get(one.host.id) ?? []).join())
}

it('warns if it differs from most hosts', () => {
  expect(resultsOf('+0800', '+0800', '+0000')).toEqual(['pass same', 'pass same', 'warn differs'])
  expect(resultsOf('+0000', '+0800')).toEqual(['pass same', 'warn differs'])
})

it('is unknown without the item', () => {
  expect(resultsOf('+0800', 'CST', undefined)).toEqual(['pass same', 'unknown unread', 'unknown unread'])
  expect(resultsOf(undefined)).toEqual(['unknown unread'])
})
