import { describe, expect, it } from 'vitest'
import { names } from '@/lib/checks/names'
import { cluster, context, files, host, hostnameText, sheet, verdictsOf } from './sheets'

const [node1, node2] = [
  host('node1', { ip: '10.0.0.1' }),
  host('node2', { ip: '10.0.0.2', address: '203.0.113.2' }),
]
const where = { ...context(node1), cluster: cluster([node1, node2]) }
const judged = (...lines: string[]) => {
  const hosts = files({ '/etc/hosts': lines, '/proc/sys/kernel/ostype': ['Linux'] })
  return verdictsOf(names, sheet({ hosts_file: hosts, hostname: hostnameText('node1') }), where)
}

describe('names in /etc/hosts', () => {
  it('pass where they are right or not there', () => {
    expect(judged('127.0.0.1 localhost')).toEqual(['pass right'])
    expect(judged('10.0.0.1 node1', '203.0.113.2\tnode2.lan node2 # outside')).toEqual(['pass right'])
    expect(judged()).toEqual(['pass right'])
  })
  it('fail where a peer’s leads elsewhere, by the first entry', () => {
    expect(judged('10.9.9.9 NODE2', '10.0.0.2 node2')).toEqual(['fail foreign'])
    expect(judged('10.0.0.2 node2', '10.9.9.9 node2')).toEqual(['pass right'])
  })
  it('warn where the host’s own is a loopback', () => {
    expect(judged('127.0.1.1 node1.lan node1')).toEqual(['warn loopback'])
    expect(judged('127.0.1.1 node2')).toEqual(['fail foreign'])
  })
  it('are unknown where the host does not tell', () => {
    expect(verdictsOf(names, sheet({ hosts_file: undefined }), where)).toEqual(['unknown unread'])
    expect(verdictsOf(names, sheet({ hostname: undefined }), where)).toEqual(['unknown unread'])
  })
})
