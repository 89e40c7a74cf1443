import { describe, expect, it } from 'vitest'
import { LISTENING_SOCKETS, listeningPorts } from '@/lib/checks/catalogue/network/listening-ports'
import { context, evaluate, host, listeningText, probeResult } from '../../fixtures'

const resultsOf = (sockets: string[], checkContext = context()) =>
  evaluate(listeningPorts, probeResult({ listening: listeningText(...sockets) }), checkContext)
const flannel = { network: { plugin: 'flannel', serviceCidr: '10.233.0.0/18', podCidr: '10.233.64.0/18' } }

describe('ports', () => {
  it.each([
    [['0.0.0.0:22', '127.0.0.1:631', '0.0.0.0:8080'], ['pass free']],
    [['0.0.0.0:6443'], ['fail taken']],
    [['127.0.0.1:10248'], ['fail taken']],
    [['10.0.0.1:10259', '0.0.0.0:179', '0.0.0.0:9100'], ['fail taken']],
    [['0.0.0.0:10260', '0.0.0.0:10247', '0.0.0.0:9101'], ['pass free']],
    [['127.0.0.53:53'], ['pass free']],
    [['0.0.0.0:53'], ['fail taken']],
    [['0.0.0.0:32130'], ['fail nodePort']],
    [
      ['0.0.0.0:30280', '0.0.0.0:31000'],
      ['fail nodePort', 'warn range'],
    ],
    [['0.0.0.0:32768', '0.0.0.0:29999'], ['pass free']],
  ])('%j: %j', (sockets, expected) => {
    expect(resultsOf(sockets)).toEqual(expected)
  })
  it('of etcd and Calico matter only where they run', () => {
    expect(resultsOf(['0.0.0.0:2379'])).toEqual(['pass free'])
    expect(resultsOf(['0.0.0.0:2379'], context(host('n', { roles: ['master', 'etcd'] })))).toEqual([
      'fail taken',
    ])
    expect(resultsOf(['0.0.0.0:179'], context(host('n'), flannel))).toEqual(['pass free'])
  })
  it('only warn after an earlier run of this cluster', () => {
    expect(resultsOf(['0.0.0.0:6443', '0.0.0.0:32130'], { ...context(), previouslyInstalled: true })).toEqual(
      ['warn own'],
    )
    expect(resultsOf(['0.0.0.0:22'], { ...context(), previouslyInstalled: true })).toEqual(['pass free'])
  })
  it('are listed once each', () => {
    const probe = probeResult({
      listening: listeningText('0.0.0.0:10250', '127.0.0.1:6443', '10.0.0.1:6443'),
    })
    expect(listeningPorts.perHost?.(probe, context())).toMatchObject([
      { facts: { ports: '6443, 10250', port: 6443 } },
    ])
  })
  it('are unknown without the kernel’s list', () => {
    expect(evaluate(listeningPorts, probeResult({ listening: '' }))).toEqual(['unknown unread'])
    expect(evaluate(listeningPorts, probeResult({ listening: undefined }))).toEqual(['unknown unread'])
  })
  it('include listening IPv6 sockets', () => {
    const text = [
      '/proc/net/tcp6\t  sl  local_address  remote_address  st',
      '/proc/net/tcp6\t   0: 00000000000000000000000000000000:192B 00000000000000000000000000000000:0000 0A 0 0',
      '/proc/net/tcp6\t   1: 0000000000000000FFFF00000100007F:0035 00000000000000000000000000000000:0000 0A 0 0',
      '/proc/net/tcp6\t   2: 00000000000000000000000000000000:0016 00000000000000000000000000000000:0A 01 0A 0',
    ].join('\n')
    expect(LISTENING_SOCKETS.parse(text)).toEqual([
      { port: 6443, allAddresses: true },
      { port: 53, allAddresses: false },
    ])
  })
})
