import { describe, expect, it } from 'vitest'
import { etcHosts } from '@/lib/checks/catalogue/network/etc-hosts'
import { cluster, context, files, host, probeResult, summarize } from '../../fixtures'

const one = host('node1')
const two = host('node2', { ip: '192.168.0.3', address: '203.0.113.3' })

function resultsOf(...lines: string[]): string[] {
  const probe = probeResult({ hosts: files({ '/etc/hosts': lines }) })
  return summarize(etcHosts.perHost?.(probe, { ...context(one), cluster: cluster([one, two]) }) ?? [])
}

describe('/etc/hosts', () => {
  it('passes with correct entries or none', () => {
    expect(resultsOf('127.0.0.1 localhost')).toEqual(['pass clear'])
    expect(resultsOf('192.168.0.2 node1', '192.168.0.3 node2.site node2 # ours')).toEqual(['pass clear'])
    expect(resultsOf('203.0.113.3 node2')).toEqual(['pass clear'])
    expect(resultsOf('# 10.9.9.9 node2', '::1 node1')).toEqual(['pass clear'])
  })
  it('fails with entries for another address', () => {
    expect(resultsOf('10.9.9.9 Node2')).toEqual(['fail bound'])
    expect(resultsOf('10.9.9.9 node1')).toEqual(['fail bound'])
    expect(resultsOf('127.0.1.1 node2')).toEqual(['fail bound'])
  })
  it('uses the first entry of a host', () => {
    expect(resultsOf('10.9.9.9 node2', '192.168.0.3 node2')).toEqual(['fail bound'])
    expect(resultsOf('192.168.0.3 node2', '10.9.9.9 node2')).toEqual(['pass clear'])
  })
  it('warns if a host’s own name is on loopback', () => {
    expect(resultsOf('127.0.1.1 node1')).toEqual(['warn loopback'])
  })
  it('compares each address with the entries of its family', () => {
    const hosts = [one, two].map((host, n) => ({ ...host, ip6: `fd00::${n + 1}` }))
    const results = (...lines: string[]) => {
      const probe = probeResult({ hosts: files({ '/etc/hosts': lines }) })
      return summarize(etcHosts.perHost?.(probe, { ...context(one), cluster: cluster(hosts) }) ?? [])
    }
    expect(results('192.168.0.3 node2', 'FD00:0::2 node2')).toEqual(['pass clear'])
    expect(results('192.168.0.3 node2', 'fd00::9 node2')).toEqual(['fail bound'])
    expect(results('10.9.9.9 node2', 'fd00::9 node2')).toEqual(['fail bound', 'fail bound'])
    expect(results('::1 node1', 'fe80::1%lo0 node2')).toEqual(['warn loopback'])
  })
  it('is unknown if the file is missing', () => {
    expect(resultsOf()).toEqual(['unknown unread'])
  })
})
