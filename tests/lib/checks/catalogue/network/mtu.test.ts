import { describe, expect, it } from 'vitest'
import { mtu } from '@/lib/checks/catalogue/network/mtu'
import { advanced100 } from '@/lib/installers/kubesphere/releases'
import { addressText, cluster, files, host, probeResult, summarize } from '../../fixtures'

function judged(...sizes: [mtu: string, ping: string | undefined][]) {
  const hosts = sizes.map(([size, ping], n) => {
    const ip = `10.0.0.${n + 1}`
    const its = {
      mtu: size && files({ '/sys/class/net/eth0/mtu': [size] }),
      ping,
      addresses: addressText(`${ip}/24`),
    }
    return { host: host(`n${n}`, { ip }), sheet: probeResult(its) }
  })
  const where = { cluster: cluster(hosts.map((one) => one.host)), release: advanced100 }
  return [...(mtu.together?.(hosts, where).values() ?? [])].map((verdicts) => summarize(verdicts).join())
}

describe('packet sizes', () => {
  it('pass where they are the same and full ones come back', () => {
    expect(judged(['1500', 'full 1500'], ['1500', 'full 1500'])).toEqual(['pass same', 'pass same'])
  })
  it('that differ are told of the host that differs', () => {
    expect(judged(['1500', 'none'], ['1450', 'none'], ['1500', 'none'])).toEqual([
      'pass same',
      'warn differs',
      'pass same',
    ])
  })
  it('that vanish on the way are told', () => {
    expect(judged(['1500', 'small 1500'], ['1500', 'full 1500'])).toEqual(['warn vanish', 'pass same'])
  })
  it('are unknown where the host does not tell, and nothing vanishes without ping', () => {
    expect(judged(['', 'none'], ['1500', 'none'])).toEqual(['unknown unread', 'pass same'])
  })
})
