import { describe, expect, it } from 'vitest'
import { storageClass } from '@/lib/checks/catalogue/software/storage-class'
import type { Release } from '@/lib/installers/installer'
import { advanced20, advanced100, v210, v211 } from '@/lib/installers/kubesphere/releases'
import { connectionsText, context, evaluate, host, probeResult } from '../../fixtures'

function resultsOf(
  id: string,
  parameters: Record<string, string>,
  targets: Record<string, string>,
  clients = 'complete',
  release: Release = advanced100,
) {
  const checkContext = { ...context(host('node1'), { storage: { class: id, parameters } }), release }
  const probe = probeResult({ connections: connectionsText(targets), storage_clients: clients })
  return {
    targets: storageClass.variables?.(checkContext).storage_targets,
    results: evaluate(storageClass, probe, checkContext),
  }
}
const NFS = { nfs_server: '10.0.0.9', nfs_path: '/k8s' }

describe('storage', () => {
  it('tests both ports of an NFS server', () => {
    const both = { 'tcp/10.0.0.9/2049': 'open', 'tcp/10.0.0.9/111': 'open' }
    const { targets, results } = resultsOf('nfs-client', NFS, both, 'mount.nfs\ncomplete')
    expect(targets).toBe('tcp/10.0.0.9/2049 tcp/10.0.0.9/111')
    expect(results).toEqual(['pass ready'])
    expect(
      resultsOf('nfs-client', NFS, { ...both, 'tcp/10.0.0.9/111': 'Connection refused' }).results,
    ).toEqual(['warn rpcbind', 'warn client'])
    expect(resultsOf('nfs-client', NFS, {}, 'mount.nfs\ncomplete').results).toEqual(['fail unreachable'])
  })
  it('tests every Ceph monitor, on both default ports if none is set', () => {
    const monitors = { ceph_rbd_monitors: '10.0.0.7:6789\n10.0.0.8' }
    const open = { 'tcp/10.0.0.7/6789': 'open', 'tcp/10.0.0.8/3300': 'open' }
    const { targets, results } = resultsOf(
      'ceph-rbd',
      monitors,
      { ...open, 'tcp/10.0.0.8/6789': 'Connection refused' },
      'rbd\ncomplete',
    )
    expect(targets).toBe('tcp/10.0.0.7/6789 tcp/10.0.0.8/6789 tcp/10.0.0.8/3300')
    expect(results).toEqual(['pass ready'])
    expect(resultsOf('ceph-rbd', monitors, { 'tcp/10.0.0.7/6789': 'open' }).results).toEqual([
      'fail unreachable',
      'warn client',
    ])
  })
  it.each([
    ['glusterfs', { glusterfs_provisioner_resturl: 'http://10.0.0.5:8080' }, 'tcp/10.0.0.5/8080'],
    ['glusterfs', { glusterfs_provisioner_resturl: 'https://heketi.test' }, 'tcp/heketi.test/443'],
    ['qingcloud', { qy_host: 'api.test', qy_port: '7777' }, 'tcp/api.test/7777'],
    ['neonsan', { neonsan_server_address: '10.0.0.6:2181' }, 'tcp/10.0.0.6/2181'],
  ])('tests the server of %s', (id, parameters, target) => {
    const all = 'mount.glusterfs\ncomplete'
    expect(resultsOf(id, parameters, { [target]: 'open' }, all)).toEqual({
      targets: target,
      results: ['pass ready'],
    })
    expect(resultsOf(id, parameters, { [target]: 'Connection refused' }, all).results).toEqual([
      'fail unreachable',
    ])
    expect(resultsOf(id, parameters, { [target]: 'untried' }, all).results).toEqual(['unknown untried'])
  })
  it.each([
    [advanced100, 'qy', 'qingcloud'],
    [advanced20, 'qingcloud', 'qy'],
    [v210, 'qingcloud', 'qy'],
    [v211, 'qingcloud', 'qy'],
  ])('tests the API server of QingCloud under the keys of the release: $0.id', (release, prefix, other) => {
    const targets = (key: string) => {
      const parameters = { [`${key}_host`]: 'api.test', [`${key}_port`]: '7777' }
      return resultsOf('qingcloud', parameters, {}, 'complete', release).targets
    }
    expect([targets(prefix), targets(other)]).toEqual(['tcp/api.test/7777', ''])
  })
  it('tests nothing for local volumes, and only the client for NFS in the cluster', () => {
    expect(resultsOf('local', {}, {})).toEqual({ targets: '', results: ['pass none'] })
    expect(resultsOf('nfs-server', {}, {}).results).toEqual(['warn client'])
    expect(resultsOf('nfs-server', {}, {}, 'mount.nfs\ncomplete').results).toEqual(['pass ready'])
  })
  it('is unknown without the item', () => {
    expect(evaluate(storageClass, probeResult({ storage_clients: undefined }))).toEqual(['unknown unread'])
  })
})
