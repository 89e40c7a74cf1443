import { expect, it } from 'vitest'
import { timezone } from '@/lib/checks/catalogue/system/timezone'
import { advanced100 } from '@/lib/installers/kubesphere/releases'
import { cluster, host, probeResult, startText, summarize } from '../../fixtures'

function judged(...zones: (string | undefined)[]): string[] {
  const hosts = zones.map((zone, at) => ({
    host: host(`n${at}`),
    sheet: probeResult({ begun: zone && startText(zone) }),
  }))
  const context = { cluster: cluster(hosts.map((one) => one.host)), release: advanced100 }
  const verdicts = timezone.together?.(hosts, context)
  return hosts.map((one) => summarize(verdicts?.get(one.host.id) ?? []).join())
}

it('is that of most hosts, or it is said', () => {
  expect(judged('+0800', '+0800', '+0000')).toEqual(['pass same', 'pass same', 'warn differs'])
  expect(judged('+0000', '+0800')).toEqual(['pass same', 'warn differs'])
})

it('is unknown where the host does not tell', () => {
  expect(judged('+0800', 'CST', undefined)).toEqual(['pass same', 'unknown unread', 'unknown unread'])
  expect(judged(undefined)).toEqual(['unknown unread'])
})
