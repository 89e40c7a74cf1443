import { expect, it } from 'vitest'
import { overlay } from '@/lib/checks/catalogue/network/overlay'
import { connectionsText, context, host, probeResult, summarize } from '../../fixtures'
import { k3sContext, kubesprayContext } from '../../releases'

const [one, two] = [host('one', { ip: '10.0.0.1' }), host('two', { ip: '10.0.0.2' })]

function results(
  targets: Record<string, string>,
  plugin = 'calico',
  given = kubesprayContext(),
  both = true,
) {
  const cluster = { ...given.cluster, hosts: [one, two], network: { ...given.cluster.network, plugin } }
  const probe = probeResult({ connections: connectionsText(targets) })
  const hosts = [{ host: one, probe }, ...(both ? [{ host: two, probe }] : [])]
  return summarize(overlay.acrossHosts?.(hosts, { ...given, cluster }).get(one.id) ?? [])
}

it.each([
  [{ 'udp/10.0.0.2/4789': 'Connection refused' }, ['pass open']],
  [{ 'udp/10.0.0.2/4789': 'No route to host' }, ['fail blocked']],
  [{ 'udp/10.0.0.2/4789': 'untried' }, ['unknown untried']],
  [{ 'udp/10.0.0.2/8472': 'Connection refused' }, ['warn silent']],
])('a host with %j: %j', (targets, expected) => {
  expect(results(targets)).toEqual(expected)
})

it('tests the port of the network plugin and its settings', () => {
  expect(results({ 'udp/10.0.0.2/6081': 'Connection refused' }, 'kube-ovn')).toEqual(['pass open'])
  const wireguard = k3sContext({ flannel_backend: 'wireguard-native' })
  expect(results({ 'udp/10.0.0.2/51820': 'Connection refused' }, 'flannel', wireguard)).toEqual(['pass open'])
  expect(results({}, 'flannel', k3sContext({ flannel_backend: 'host-gw' }))).toEqual([])
  expect(results({}, 'none')).toEqual([])
  expect(results({}, 'calico', context())).toEqual([])
})

it('sends datagrams to the next host, and does not report one that was not reached', () => {
  const given = kubesprayContext()
  const cluster = { ...given.cluster, hosts: [one, two] }
  expect(overlay.variables?.({ ...given, cluster, host: two })).toEqual({ udp_targets: 'udp/10.0.0.1/4789' })
  expect(results({}, 'calico', given, false)).toEqual([])
})
