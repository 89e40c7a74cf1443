import { describe, expect, it } from 'vitest'
import { dns } from '@/lib/checks/catalogue/network/dns'
import { nameServers } from '@/lib/checks/catalogue/network/name-servers'
import { connectionsText, evaluate, probeResult } from '../../fixtures'

const resultsOf = (answers: Record<string, string>) =>
  evaluate(nameServers, probeResult({ connections: connectionsText(answers) }))
const server = (address: string, outcome = 'open') => ({ [`udp/${address}/53`]: outcome })

describe('name servers', () => {
  it('pass if all respond', () => {
    expect(resultsOf({ ...server('10.0.0.1'), ...server('10.0.0.2') })).toEqual(['pass answer'])
  })
  it('have no result without servers, which the dns check reports', () => {
    expect(resultsOf({})).toEqual([])
    expect(evaluate(dns, probeResult({ resolvers: '' }))).toEqual(['fail none'])
  })
  it('fail if one is silent', () => {
    const unresponsive = server('10.0.0.2', 'Connection timed out')
    expect(resultsOf({ ...server('10.0.0.1'), ...unresponsive })).toEqual(['fail silent'])
    expect(resultsOf(server('10.0.0.2', 'No route to host'))).toEqual(['fail silent'])
  })
  it('are unknown if untried or without connection tests', () => {
    expect(resultsOf(server('10.0.0.1', 'untried'))).toEqual(['unknown untried'])
    expect(evaluate(nameServers, probeResult({ connections: undefined }))).toEqual(['unknown unread'])
  })
})
