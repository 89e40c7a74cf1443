import { describe, expect, it } from 'vitest'
import { storageClass } from '@/lib/checks/catalogue/software/storage-class'
import { connectionsText, context, evaluate, host, probeResult } from '../../fixtures'

function judged(
  id: string,
  parameters: Record<string, string>,
  targets: Record<string, string>,
  clients = 'read',
) {
  const where = context(host('node1'), { storage: { class: id, parameters } })
  const its = probeResult({ connections: connectionsText(targets), storage_clients: clients })
  return {
    asked: storageClass.variables?.(where).storage_targets,
    verdicts: evaluate(storageClass, its, where),
  }
}
const NFS = { nfs_server: '10.0.0.9', nfs_path: '/k8s' }

describe('storage', () => {
  it('asks an NFS server at its two ports', () => {
    const both = { 'tcp/10.0.0.9/2049': 'open', 'tcp/10.0.0.9/111': 'open' }
    const { asked, verdicts } = judged('nfs-client', NFS, both, 'mount.nfs\nread')
    expect(asked).toBe('tcp/10.0.0.9/2049 tcp/10.0.0.9/111')
    expect(verdicts).toEqual(['pass ready'])
    expect(judged('nfs-client', NFS, { ...both, 'tcp/10.0.0.9/111': 'Connection refused' }).verdicts).toEqual(
      ['warn rpcbind', 'warn client'],
    )
    expect(judged('nfs-client', NFS, {}, 'mount.nfs\nread').verdicts).toEqual(['fail unreachable'])
  })
  it('asks every Ceph monitor, at both ports where none is given', () => {
    const monitors = { ceph_rbd_monitors: '10.0.0.7:6789\n10.0.0.8' }
    const open = { 'tcp/10.0.0.7/6789': 'open', 'tcp/10.0.0.8/3300': 'open' }
    const { asked, verdicts } = judged(
      'ceph-rbd',
      monitors,
      { ...open, 'tcp/10.0.0.8/6789': 'Connection refused' },
      'rbd\nread',
    )
    expect(asked).toBe('tcp/10.0.0.7/6789 tcp/10.0.0.8/6789 tcp/10.0.0.8/3300')
    expect(verdicts).toEqual(['pass ready'])
    expect(judged('ceph-rbd', monitors, { 'tcp/10.0.0.7/6789': 'open' }).verdicts).toEqual([
      'fail unreachable',
      'warn client',
    ])
  })
  it.each([
    ['glusterfs', { glusterfs_provisioner_resturl: 'http://10.0.0.5:8080' }, 'tcp/10.0.0.5/8080'],
    ['glusterfs', { glusterfs_provisioner_resturl: 'https://heketi.test' }, 'tcp/heketi.test/443'],
    ['qingcloud', { qy_host: 'api.test', qy_port: '7777' }, 'tcp/api.test/7777'],
    ['neonsan', { neonsan_server_address: '10.0.0.6:2181' }, 'tcp/10.0.0.6/2181'],
  ])('asks the server of %s', (id, parameters, target) => {
    const all = 'mount.glusterfs\nread'
    expect(judged(id, parameters, { [target]: 'open' }, all)).toEqual({
      asked: target,
      verdicts: ['pass ready'],
    })
    expect(judged(id, parameters, { [target]: 'Connection refused' }, all).verdicts).toEqual([
      'fail unreachable',
    ])
    expect(judged(id, parameters, { [target]: 'untried' }, all).verdicts).toEqual(['unknown untried'])
  })
  it('asks nothing of a host for a local volume, and the client alone for NFS in the cluster', () => {
    expect(judged('local', {}, {})).toEqual({ asked: '', verdicts: ['pass none'] })
    expect(judged('nfs-server', {}, {}).verdicts).toEqual(['warn client'])
    expect(judged('nfs-server', {}, {}, 'mount.nfs\nread').verdicts).toEqual(['pass ready'])
  })
  it('is unknown where the host does not tell', () => {
    expect(evaluate(storageClass, probeResult({ storage_clients: undefined }))).toEqual(['unknown unread'])
  })
})
