import { describe, expect, it } from 'vitest'
import { clock as clockCheck } from '@/lib/checks/clock'
import type { ClockReading } from '@/lib/checks/context'
import { hostname } from '@/lib/checks/hostname'
import { judgeTogether } from '@/lib/checks/judge'
import { advanced100 } from '@/lib/installers/kubesphere/releases'
import { cluster, host, hostnameText, sheet } from './sheets'

function judged(clocks: (ClockReading | undefined)[], hostnames: string[] = []) {
  const hosts = clocks.map((clock, n) => {
    const one = host(`n${n}`)
    return {
      host: one,
      sheet: sheet({ hostname: hostnameText(hostnames[n] ?? `n${n}`) }),
      ...(clock && { clock }),
    }
  })
  const where = { cluster: cluster(hosts.map(({ host: one }) => one)), release: advanced100 }
  const findings = judgeTogether(hosts, where, [clockCheck, hostname])
  return hosts.map(({ host: one }) => findings.get(one.id) ?? [])
}

const clocks = (...readings: (ClockReading | undefined)[]) =>
  judged(readings).map((findings) => findings.map(({ status, reason }) => `${status} ${reason}`).join())
const at = (ahead: number, uncertain = 0.05) => ({ ahead, uncertain })

describe('clocks', () => {
  it('that agree pass, however wrong this machine’s is', () => {
    expect(clocks(at(0.2), at(-0.3), at(0))).toEqual(Array(3).fill('pass agrees'))
    expect(clocks(at(3600), at(3600.4), at(3600.1))).toEqual(Array(3).fill('pass agrees'))
  })
  it('that differ are named, and the others are not', () => {
    expect(clocks(at(0), at(2), at(0.1))).toEqual(['pass agrees', 'warn differs', 'pass agrees'])
    expect(clocks(at(0), at(-60), at(0.1))).toEqual(['pass agrees', 'fail apart', 'pass agrees'])
    expect(clocks(at(0), at(60))).toEqual(['pass agrees', 'fail apart'])
  })
  it('are not blamed for a slow connection', () => {
    expect(clocks(at(0), at(3, 2.5), at(0))).toEqual(['pass agrees', 'unknown unread', 'pass agrees'])
    expect(clocks(at(0), at(1.2, 0.5), at(0))[1]).toBe('pass agrees')
  })
  it('are unknown where there was no answer, and have no peer on a single host', () => {
    expect(clocks(at(0), undefined)).toEqual(['pass agrees', 'unknown unread'])
    expect(clocks(at(99))).toEqual(['pass alone'])
  })
  it('say how far and which way', () => {
    expect(judged([at(0), at(-60.04), at(0)])[1]).toMatchObject([
      { facts: { seconds: 60, direction: 'behind' } },
    ])
  })
})

describe('host names', () => {
  it('of two hosts must differ', () => {
    const [a, b, c] = judged([at(0), at(0), at(0)], ['same', 'other', 'same'])
    expect(a).toContainEqual(
      expect.objectContaining({
        status: 'fail',
        reason: 'duplicate',
        facts: expect.objectContaining({ other: 'n2' }),
      }),
    )
    expect(b).not.toContainEqual(expect.objectContaining({ reason: 'duplicate' }))
    expect(c).toContainEqual(expect.objectContaining({ facts: expect.objectContaining({ other: 'n0' }) }))
  })
})
