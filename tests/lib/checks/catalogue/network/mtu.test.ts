import { describe, expect, it } from 'vitest'
import { mtu } from '@/lib/checks/catalogue/network/mtu'
import { advanced100 } from '@/lib/installers/kubesphere/releases'
import { addressText, cluster, files, host, probeResult, summarize } from '../../fixtures'

function resultsOf(...sizes: [mtu: string, ping: string | undefined][]) {
  const hosts = sizes.map(([size, ping], n) => {
    const ip = `10.0.0.${n + 1}`
    const probe = {
      mtu: size && files({ '/sys/class/net/eth0/mtu': [size] }),
      ping,
      addresses: addressText(`${ip}/24`),
    }
    return { host: host(`n${n}`, { ip }), probe: probeResult(probe) }
  })
  const checkContext = { cluster: cluster(hosts.map((one) => one.host)), release: advanced100 }
  return [...(mtu.acrossHosts?.(hosts, checkContext).values() ?? [])].map((results) =>
    summarize(results).join(),
  )
}

describe('MTU', () => {
  it('passes if equal and full-size packets return', () => {
    expect(resultsOf(['1500', 'full 1500'], ['1500', 'full 1500'])).toEqual(['pass same', 'pass same'])
  })
  it('is reported on the host that differs', () => {
    expect(resultsOf(['1500', 'none'], ['1450', 'none'], ['1500', 'none'])).toEqual([
      'pass same',
      'warn differs',
      'pass same',
    ])
  })
  it('warns if full-size packets are dropped', () => {
    expect(resultsOf(['1500', 'small 1500'], ['1500', 'full 1500'])).toEqual(['warn vanish', 'pass same'])
  })
  it('is unknown without the host’s MTU, and ignores a missing ping', () => {
    expect(resultsOf(['', 'none'], ['1500', 'none'])).toEqual(['unknown unread', 'pass same'])
  })
})
