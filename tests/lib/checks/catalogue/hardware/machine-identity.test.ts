import { describe, expect, it } from 'vitest'
import { machineIdentity } from '@/lib/checks/catalogue/hardware/machine-identity'
import { advanced100 } from '@/lib/installers/kubesphere/releases'
import { cluster, files, host, probeResult, summarize } from '../../fixtures'

interface IdentityText {
  uuid?: string
  machine?: string
  mac?: string
  virtual?: string
}

const text = ({ uuid, machine, mac, virtual }: IdentityText): string =>
  files({
    '/etc/machine-id': machine ? [machine] : [],
    '/sys/class/dmi/id/product_uuid': uuid ? [uuid] : [],
    '/sys/class/net/eth0/address': mac ? [mac] : [],
    '/sys/class/net/eth0/device/uevent': mac ? ['DRIVER=virtio_net'] : [],
    '/sys/class/net/docker0/address': virtual ? [virtual] : [],
  })

const MACHINES = ['a', 'b', 'c'].map((letter) => letter.repeat(32))

function resultsOf(...all: (IdentityText | undefined)[]): string[] {
  const hosts = all.map((identity, index) => ({
    host: host(`n${index}`),
    probe: probeResult({ ids: identity && text({ machine: MACHINES[index] ?? '', ...identity }) }),
  }))
  const context = { cluster: cluster(hosts.map((one) => one.host)), release: advanced100 }
  const results = machineIdentity.acrossHosts?.(hosts, context)
  return hosts.map((one) => summarize(results?.get(one.host.id) ?? []).join())
}

describe('machine identity', () => {
  it('passes if unique', () => {
    expect(
      resultsOf({ uuid: 'A1', mac: '52:54:00:00:00:01' }, { uuid: 'A2', mac: '52:54:00:00:00:02' }),
    ).toEqual(['pass unique', 'pass unique'])
  })
  it('is reported on both hosts that share it, and not on a third', () => {
    expect(resultsOf({ uuid: 'A1' }, { uuid: 'a1' }, { uuid: 'A3' })).toEqual([
      'fail uuid',
      'fail uuid',
      'pass unique',
    ])
    const mac = '52:54:00:00:00:01'
    expect(resultsOf({ mac }, {}, { mac })).toEqual(['fail mac', 'pass unique', 'fail mac'])
    const machine = 'd'.repeat(32)
    expect(resultsOf({ machine }, { machine })).toEqual(['warn machineId', 'warn machineId'])
  })
  it('ignores placeholder UUIDs and virtual interfaces', () => {
    const uuid = '03000200-0400-0500-0006-000700080009'
    expect(resultsOf({ uuid }, { uuid })).toEqual(['pass unique', 'pass unique'])
    const virtual = '02:42:00:00:00:01'
    expect(resultsOf({ virtual }, { virtual })).toEqual(['pass unique', 'pass unique'])
  })
  it('reports a missing machine id', () => {
    expect(resultsOf({ machine: '' }, {})).toEqual(['warn noMachineId', 'pass unique'])
    expect(resultsOf(undefined, {})).toEqual(['unknown unread', 'pass unique'])
  })
})
