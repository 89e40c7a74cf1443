import { describe, expect, it } from 'vitest'
import { clock as clockCheck } from '@/lib/checks/catalogue/system/clock'
import { hostname } from '@/lib/checks/catalogue/system/hostname'
import type { ClockOffset } from '@/lib/checks/check-context'
import { evaluateAcrossHosts } from '@/lib/checks/evaluate/evaluate'
import { advanced100 } from '@/lib/installers/kubesphere/releases'
import { cluster, host, hostnameText, probeResult } from '../fixtures'

function resultsOf(clocks: (ClockOffset | undefined)[], hostnames: string[] = []) {
  const hosts = clocks.map((clock, n) => {
    const one = host(`n${n}`)
    return {
      host: one,
      probe: probeResult({ hostname: hostnameText(hostnames[n] ?? `n${n}`) }),
      ...(clock && { clock }),
    }
  })
  const checkContext = { cluster: cluster(hosts.map(({ host: one }) => one)), release: advanced100 }
  const findings = evaluateAcrossHosts(hosts, checkContext, [clockCheck, hostname])
  return hosts.map(({ host: one }) => findings.get(one.id) ?? [])
}

const clocks = (...readings: (ClockOffset | undefined)[]) =>
  resultsOf(readings).map((findings) =>
    findings
      .filter(({ check }) => check === 'clock')
      .map(({ status, reason }) => `${status} ${reason}`)
      .join(),
  )
const at = (offset: number, uncertainty = 0.05) => ({ offset, uncertainty })

describe('clocks', () => {
  it('that agree pass, however wrong this machine’s clock is', () => {
    expect(clocks(at(0.2), at(-0.3), at(0))).toEqual(Array(3).fill('pass agrees'))
    expect(clocks(at(3600), at(3600.4), at(3600.1))).toEqual(Array(3).fill('pass agrees'))
  })
  it('that differ are reported, others are not', () => {
    expect(clocks(at(0), at(2), at(0.1))).toEqual(['pass agrees', 'warn differs', 'pass agrees'])
    expect(clocks(at(0), at(-60), at(0.1))).toEqual(['pass agrees', 'fail apart', 'pass agrees'])
    expect(clocks(at(0), at(60))).toEqual(['pass agrees', 'fail apart'])
  })
  it('do not fail because of a slow connection', () => {
    expect(clocks(at(0), at(3, 2.5), at(0))).toEqual(['pass agrees', 'unknown unread', 'pass agrees'])
    expect(clocks(at(0), at(1.2, 0.5), at(0))[1]).toBe('pass agrees')
  })
  it('are unknown without a reading, and pass on a single host', () => {
    expect(clocks(at(0), undefined)).toEqual(['pass agrees', 'unknown unread'])
    expect(clocks(at(99))).toEqual(['pass alone'])
  })
  it('are reported with offset and direction', () => {
    expect(resultsOf([at(0), at(-60.04), at(0)])[1]).toContainEqual(
      expect.objectContaining({ facts: expect.objectContaining({ seconds: 60, direction: 'behind' }) }),
    )
  })
})

it('clocks in 1970 fail, even on a single host', () => {
  const since = -Date.now() / 1000
  expect(clocks(at(since))).toEqual(['fail far'])
  expect(clocks(at(since), at(since))).toEqual(['fail far', 'fail far'])
})

describe('architectures', () => {
  it('that differ from the first host’s cause a warning', () => {
    const hosts = ['x86_64', 'aarch64', ''].map((machine, n) => ({
      host: host(`n${n}`),
      probe: probeResult({ machine }),
    }))
    const findings = evaluateAcrossHosts(hosts, {
      cluster: cluster(hosts.map((one) => one.host)),
      release: advanced100,
    })
    const kinds = hosts.map((one) => (findings.get(one.host.id) ?? []).filter(({ check }) => check === 'os'))
    expect(kinds).toMatchObject([[], [{ status: 'warn', reason: 'mixed', facts: { other: 'n0' } }], []])
  })
})

describe('host names', () => {
  it('must be unique', () => {
    const [a, b, c] = resultsOf([at(0), at(0), at(0)], ['same', 'other', 'same'])
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
