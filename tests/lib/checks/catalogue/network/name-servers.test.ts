import { describe, expect, it } from 'vitest'
import { dns } from '@/lib/checks/catalogue/network/dns'
import { nameServers } from '@/lib/checks/catalogue/network/name-servers'
import { connectionsText, evaluate, probeResult } from '../../fixtures'

const judged = (answers: Record<string, string>) =>
  evaluate(nameServers, probeResult({ connections: connectionsText(answers) }))
const server = (address: string, said = 'open') => ({ [`udp/${address}/53`]: said })

describe('name servers', () => {
  it('pass where all answer', () => {
    expect(judged({ ...server('10.0.0.1'), ...server('10.0.0.2') })).toEqual(['pass answer'])
  })
  it('say nothing where there is none: that fails under dns already', () => {
    expect(judged({})).toEqual([])
    expect(evaluate(dns, probeResult({ resolvers: '' }))).toEqual(['fail none'])
  })
  it('fail where one is silent', () => {
    const silent = server('10.0.0.2', 'Connection timed out')
    expect(judged({ ...server('10.0.0.1'), ...silent })).toEqual(['fail silent'])
    expect(judged(server('10.0.0.2', 'No route to host'))).toEqual(['fail silent'])
  })
  it('are unknown where they could not be asked, or the host does not tell', () => {
    expect(judged(server('10.0.0.1', 'untried'))).toEqual(['unknown untried'])
    expect(evaluate(nameServers, probeResult({ connections: undefined }))).toEqual(['unknown unread'])
  })
})
