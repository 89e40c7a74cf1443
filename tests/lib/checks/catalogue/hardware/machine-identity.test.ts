import { describe, expect, it } from 'vitest'
import { machineIdentity } from '@/lib/checks/catalogue/hardware/machine-identity'
import { advanced100 } from '@/lib/installers/kubesphere/releases'
import { cluster, files, host, probeResult, summarize } from '../../fixtures'

interface Its {
  uuid?: string
  machine?: string
  mac?: string
  virtual?: string
}

const text = ({ uuid, machine, mac, virtual }: Its): string =>
  files({
    '/etc/machine-id': machine ? [machine] : [],
    '/sys/class/dmi/id/product_uuid': uuid ? [uuid] : [],
    '/sys/class/net/eth0/address': mac ? [mac] : [],
    '/sys/class/net/eth0/device/uevent': mac ? ['DRIVER=virtio_net'] : [],
    '/sys/class/net/docker0/address': virtual ? [virtual] : [],
  })

const MACHINES = ['a', 'b', 'c'].map((letter) => letter.repeat(32))

function judged(...all: (Its | undefined)[]): string[] {
  const hosts = all.map((its, at) => ({
    host: host(`n${at}`),
    sheet: probeResult({ ids: its && text({ machine: MACHINES[at] ?? '', ...its }) }),
  }))
  const context = { cluster: cluster(hosts.map((one) => one.host)), release: advanced100 }
  const verdicts = machineIdentity.together?.(hosts, context)
  return hosts.map((one) => summarize(verdicts?.get(one.host.id) ?? []).join())
}

describe('identities', () => {
  it('that differ pass', () => {
    expect(
      judged({ uuid: 'A1', mac: '52:54:00:00:00:01' }, { uuid: 'A2', mac: '52:54:00:00:00:02' }),
    ).toEqual(['pass unique', 'pass unique'])
  })
  it('that two hosts share are named on both, and not on a third', () => {
    expect(judged({ uuid: 'A1' }, { uuid: 'a1' }, { uuid: 'A3' })).toEqual([
      'fail uuid',
      'fail uuid',
      'pass unique',
    ])
    const mac = '52:54:00:00:00:01'
    expect(judged({ mac }, {}, { mac })).toEqual(['fail mac', 'pass unique', 'fail mac'])
    const machine = 'd'.repeat(32)
    expect(judged({ machine }, { machine })).toEqual(['warn machineId', 'warn machineId'])
  })
  it('that come from the factory or are made up tell nothing', () => {
    const uuid = '03000200-0400-0500-0006-000700080009'
    expect(judged({ uuid }, { uuid })).toEqual(['pass unique', 'pass unique'])
    const virtual = '02:42:00:00:00:01'
    expect(judged({ virtual }, { virtual })).toEqual(['pass unique', 'pass unique'])
  })
  it('that are missing are said', () => {
    expect(judged({ machine: '' }, {})).toEqual(['warn noMachineId', 'pass unique'])
    expect(judged(undefined, {})).toEqual(['unknown unread', 'pass unique'])
  })
})
