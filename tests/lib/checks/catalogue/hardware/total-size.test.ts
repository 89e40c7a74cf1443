import { describe, expect, it } from 'vitest'
import { cpu } from '@/lib/checks/catalogue/hardware/cpu'
import { memory } from '@/lib/checks/catalogue/hardware/memory'
import { totalSize } from '@/lib/checks/catalogue/hardware/total-size'
import { evaluateAcrossHosts, evaluateHost } from '@/lib/checks/evaluate/evaluate'
import type { Release } from '@/lib/installers/installer'
import { advanced20, advanced100, v210 } from '@/lib/installers/kubesphere/releases'
import { cluster, context, files, GIB, host, probeResult } from '../../fixtures'

const probe = (cores: number, gib: number) =>
  probeResult({
    cores: files({ '/sys/devices/system/cpu/online': [cores === 1 ? '0' : `0-${cores - 1}`] }),
    memory: files({ '/proc/meminfo': [`MemTotal: ${gib * GIB} kB`] }),
  })

/** The result for each host. @param missing the number of further hosts that did not answer */
function results(release: Release, sizes: [cores: number, gib: number][], missing = 0): string[] {
  const probed = sizes.map(([cores, gib], index) => ({ host: host(`n${index}`), probe: probe(cores, gib) }))
  const others = Array.from({ length: missing }, (_, index) => host(`m${index}`))
  const of = { cluster: cluster([...probed.map((one) => one.host), ...others]), release }
  const findings = evaluateAcrossHosts(probed, of, [totalSize])
  return probed.map(({ host: { id } }) =>
    (findings.get(id) ?? []).map(({ status, reason }) => `${status} ${reason}`).join(', '),
  )
}

describe('a release that counts sizes over the cluster', () => {
  it('sums up the cores and the memory of all hosts', () => {
    expect(
      results(advanced20, [
        [2, 4],
        [2, 4],
        [4, 8],
      ]),
    ).toEqual(Array(3).fill('pass enough'))
    expect(
      results(advanced20, [
        [2, 4],
        [2, 4],
        [2, 8],
      ]),
    ).toEqual(Array(3).fill('fail cores'))
    expect(
      results(advanced20, [
        [4, 4],
        [4, 4],
        [4, 4],
      ]),
    ).toEqual(Array(3).fill('fail memory'))
  })

  it('does not fail while a host without a result may have the missing size', () => {
    expect(
      results(
        advanced20,
        [
          [2, 4],
          [2, 4],
        ],
        1,
      ),
    ).toEqual(Array(2).fill('unknown unread'))
    expect(
      results(
        advanced20,
        [
          [8, 16],
          [2, 4],
        ],
        1,
      ),
    ).toEqual(Array(2).fill('pass enough'))
  })

  it('does not require a minimum of each host', () => {
    const findings = evaluateHost(probe(1, 2), { ...context(), release: advanced20 }, [cpu, memory])
    expect(findings.map(({ status }) => status)).toEqual(['pass', 'pass'])
  })
})

describe('a release that counts sizes per host', () => {
  it('has no result for the cluster', () => {
    expect(results(advanced100, [[1, 1]])).toEqual([''])
    expect(results(v210, [[1, 1]])).toEqual([''])
  })

  it('compares each host with its own minimum', () => {
    const of = (release: Release) =>
      evaluateHost(probe(2, 4), { ...context(), release }, [cpu, memory]).map(({ reason }) => reason)
    expect(of(advanced100)).toEqual(['minimum', 'minimum'])
    expect(of(v210)).toEqual(['recommended', 'recommended'])
  })
})

describe('a release that requires more of a control plane', () => {
  const size = { scope: 'host' as const, cores: 1, memoryGiB: 1, diskGiB: 10 }
  const minimum = { ...size, byRole: { master: { cores: 2, memoryGiB: 1500 / 1024 } } }
  const release: Release = {
    ...advanced100,
    minimum: { 'multi-node': minimum, 'all-in-one': minimum },
    recommended: undefined,
    requirements: { ...advanced100.requirements, memoryTolerance: 0 },
  }

  it.each([
    ['node', [1, 1], ['pass enough', 'pass enough']],
    ['master', [1, 1], ['fail minimum', 'fail minimum']],
    ['master', [2, 2], ['pass enough', 'pass enough']],
  ] as const)('%s with %j', (role, [cores, gib], expected) => {
    const one = context(host('n', { roles: [role, 'etcd'] }))
    const findings = evaluateHost(probe(cores, gib), { ...one, release }, [cpu, memory])
    expect(findings.map(({ status, reason }) => `${status} ${reason}`)).toEqual(expected)
  })
})
