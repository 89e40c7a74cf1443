import { describe, expect, it } from 'vitest'
import { dns } from '@/lib/checks/dns'
import { connectionsText, files, sheet, verdictsOf } from './sheets'

const KERNEL = { '/proc/sys/kernel/ostype': ['Linux'] }
function judged(lines: string[], answers: Record<string, string> = {}, upstream: string[] = []) {
  const resolver = files({
    '/etc/resolv.conf': lines,
    '/run/systemd/resolve/resolv.conf': upstream,
    ...KERNEL,
  })
  return verdictsOf(dns, sheet({ resolver, connections: connectionsText(answers) }))
}
const server = (address: string, said = 'open') => ({ [`udp/${address}/53`]: said })

describe('name servers', () => {
  it('pass where they answer', () => {
    expect(judged(['nameserver 10.0.0.1'], server('10.0.0.1'))).toEqual(['pass answers'])
    const stub = judged(['nameserver 127.0.0.53'], server('127.0.0.53'), ['nameserver 10.0.0.1'])
    expect(stub).toEqual(['pass answers'])
  })
  it('fail where there is none, where one is silent, and where the stub has nobody to ask', () => {
    expect(judged([])).toEqual(['fail none'])
    const one = { ...server('10.0.0.1'), ...server('10.0.0.2', 'No route to host') }
    expect(judged(['nameserver 10.0.0.1', 'nameserver 10.0.0.2'], one)).toEqual(['fail silent'])
    expect(judged(['nameserver 127.0.0.53'], server('127.0.0.53'))).toEqual(['fail loop'])
  })
  it('warn of a loopback alone and of a search domain', () => {
    expect(judged(['nameserver 127.0.0.1'], server('127.0.0.1'))).toEqual(['warn loopback'])
    expect(judged(['nameserver 10.0.0.1', 'search lan.example'], server('10.0.0.1'))).toEqual(['warn search'])
    expect(judged(['nameserver 10.0.0.1', 'search .'], server('10.0.0.1'))).toEqual(['pass answers'])
  })
  it('are unknown where nobody could ask them, or the host does not tell', () => {
    expect(judged(['nameserver 10.0.0.1'], server('10.0.0.1', 'untried'))).toEqual(['unknown untried'])
    expect(verdictsOf(dns, sheet({ connections: undefined }))).toEqual(['unknown unread'])
    expect(verdictsOf(dns, sheet({ resolver: undefined }))).toEqual(['unknown unread'])
  })
})
