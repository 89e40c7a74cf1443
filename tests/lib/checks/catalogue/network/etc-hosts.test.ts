import { describe, expect, it } from 'vitest'
import { etcHosts } from '@/lib/checks/catalogue/network/etc-hosts'
import { cluster, context, files, host, probeResult, summarize } from '../../fixtures'

const one = host('node1')
const two = host('node2', { ip: '192.168.0.3', address: '203.0.113.3' })

function judged(...lines: string[]): string[] {
  const its = probeResult({ hosts: files({ '/etc/hosts': lines }) })
  return summarize(etcHosts.host?.(its, { ...context(one), cluster: cluster([one, two]) }) ?? [])
}

describe('/etc/hosts', () => {
  it('may name hosts rightly, or not at all', () => {
    expect(judged('127.0.0.1 localhost')).toEqual(['pass clear'])
    expect(judged('192.168.0.2 node1', '192.168.0.3 node2.site node2 # ours')).toEqual(['pass clear'])
    expect(judged('203.0.113.3 node2')).toEqual(['pass clear'])
    expect(judged('# 10.9.9.9 node2', '::1 node1')).toEqual(['pass clear'])
  })
  it('must not lead to another machine', () => {
    expect(judged('10.9.9.9 Node2')).toEqual(['fail bound'])
    expect(judged('10.9.9.9 node1')).toEqual(['fail bound'])
    expect(judged('127.0.1.1 node2')).toEqual(['fail bound'])
  })
  it('believes the first line that names a host', () => {
    expect(judged('10.9.9.9 node2', '192.168.0.3 node2')).toEqual(['fail bound'])
    expect(judged('192.168.0.3 node2', '10.9.9.9 node2')).toEqual(['pass clear'])
  })
  it('is warned of where it leads to the host itself alone', () => {
    expect(judged('127.0.1.1 node1')).toEqual(['warn loopback'])
  })
  it('is unknown where it was not read', () => {
    expect(judged()).toEqual(['unknown unread'])
  })
})
