import { describe, expect, it } from 'vitest'
import { loadBalancer } from '@/lib/checks/catalogue/network/load-balancer'
import { connectionsText, context, evaluate, host, probeResult } from '../../fixtures'

function resultsOf(outcome: string | undefined, ip = '192.168.0.2') {
  const network = {
    plugin: 'calico',
    serviceCidr: '10.233.0.0/18',
    podCidr: '10.233.64.0/18',
    loadBalancer: { address: '10.0.0.100', port: 6443, domain: 'lb.test' },
  }
  const checkContext = context(host('node1', { ip, address: ip }), { network })
  expect(loadBalancer.variables?.(checkContext)).toEqual({ loadbalancer_targets: 'tcp/10.0.0.100/6443' })
  const connections = outcome === undefined ? undefined : connectionsText({ 'tcp/10.0.0.100/6443': outcome })
  return evaluate(loadBalancer, probeResult({ connections }), checkContext)
}

describe('the load balancer', () => {
  it('passes if reachable, even with a refused connection', () => {
    expect(resultsOf('open')).toEqual(['pass open'])
    expect(resultsOf('Connection refused')).toEqual(['pass refused'])
  })
  it('fails if unreachable', () => {
    expect(resultsOf('Connection timed out')).toEqual(['fail blocked'])
    expect(resultsOf('No route to host')).toEqual(['fail blocked'])
  })
  it('warns if it is one of the hosts', () => expect(resultsOf('open', '10.0.0.100')).toEqual(['warn aHost']))
  it('is unknown if untried', () => {
    expect(resultsOf('untried')).toEqual(['unknown untried'])
    expect(resultsOf(undefined)).toEqual(['unknown unread'])
  })
  it('is not tested if none is configured', () => {
    expect(loadBalancer.variables?.(context())).toEqual({ loadbalancer_targets: '' })
    expect(evaluate(loadBalancer, probeResult())).toEqual([])
  })
})
