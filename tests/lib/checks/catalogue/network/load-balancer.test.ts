import { describe, expect, it } from 'vitest'
import { loadBalancer } from '@/lib/checks/catalogue/network/load-balancer'
import { connectionsText, context, evaluate, host, probeResult } from '../../fixtures'

function judged(said: string | undefined, ip = '192.168.0.2') {
  const network = {
    plugin: 'calico',
    serviceCidr: '10.233.0.0/18',
    podCidr: '10.233.64.0/18',
    loadBalancer: { address: '10.0.0.100', port: 6443, domain: 'lb.test' },
  }
  const where = context(host('node1', { ip, address: ip }), { network })
  expect(loadBalancer.variables?.(where)).toEqual({ loadbalancer_targets: 'tcp/10.0.0.100/6443' })
  const connections = said === undefined ? undefined : connectionsText({ 'tcp/10.0.0.100/6443': said })
  return evaluate(loadBalancer, probeResult({ connections }), where)
}

describe('the load balancer', () => {
  it('passes where it is there, be it with nothing behind it', () => {
    expect(judged('open')).toEqual(['pass open'])
    expect(judged('Connection refused')).toEqual(['pass refused'])
  })
  it('fails where it is not reached', () => {
    expect(judged('Connection timed out')).toEqual(['fail blocked'])
    expect(judged('No route to host')).toEqual(['fail blocked'])
  })
  it('warns where it is one of the hosts', () => expect(judged('open', '10.0.0.100')).toEqual(['warn aHost']))
  it('is unknown where it could not be tried', () => {
    expect(judged('untried')).toEqual(['unknown untried'])
    expect(judged(undefined)).toEqual(['unknown unread'])
  })
  it('is not asked for where there is none', () => {
    expect(loadBalancer.variables?.(context())).toEqual({ loadbalancer_targets: '' })
    expect(evaluate(loadBalancer, probeResult())).toEqual([])
  })
})
