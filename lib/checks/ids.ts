/**
 * What must tell one machine from another: cloned machines share them, and then their addresses, leases or nodes are
 * taken for each other's (kubeadm wants MAC and product_uuid to be unique).
 */
import { defineCheck, fail, pass, unread, type Verdict, warn } from './check'
import type { HostSheet } from './context'
import { factsOf, fileLines, type Section } from './section'

interface Ids {
  /** Undefined where there is none, or none that tells machines apart. */
  uuid?: string
  machineId?: string
  /** Of real network cards alone: made-up ones need not differ. */
  macs: readonly string[]
}

const MACHINE_ID = '/etc/machine-id'
const UUID = '/sys/class/dmi/id/product_uuid'

const IDS: Section<Ids> = {
  name: 'ids',
  // A card has a device behind it; bridges, tunnels and the like have none.
  files: `${MACHINE_ID} ${UUID} /sys/class/net/*/address /sys/class/net/*/device/uevent`,
  match: '^([0-9A-Fa-f-]+|[0-9a-f:]+|DRIVER=.*)$',
  read,
}

/** What some boards carry from the factory: it says nothing. */
const NO_UUIDS = /^(0{8}-|f{8}-|03000200-0400-0500-0006-000700080009)/
const NO_MAC = '00:00:00:00:00:00'

function read(text: string): Ids {
  const files = fileLines(text)
  const value = (path: string) => files.get(path)?.[0]?.trim().toLowerCase() || undefined
  const [uuid, machineId] = [value(UUID), value(MACHINE_ID)]
  const macs = [...files.keys()].flatMap((path) => {
    const [, name] = /^\/sys\/class\/net\/([^/]+)\/device\/uevent$/.exec(path) ?? []
    const mac = name && value(`/sys/class/net/${name}/address`)
    return mac && mac !== NO_MAC ? [mac] : []
  })
  return {
    ...(uuid && !NO_UUIDS.test(uuid) && { uuid }),
    ...(machineId && /^[0-9a-f]{32}$/.test(machineId) && { machineId }),
    macs,
  }
}

export const ids = defineCheck({
  id: 'ids',
  reasons: ['unique', 'uuid', 'mac', 'machineId', 'noMachineId'],
  source: ['kubeadm#31'],
  needs: ['hosts'],
  scope: 'host',
  sections: [IDS],
  together: compare,
})

function compare(hosts: readonly HostSheet[]) {
  const known = hosts.map(({ host, sheet }) => ({ host, its: factsOf(sheet, IDS) }))
  return new Map(known.map((one) => [one.host.id, one.its ? judge(one.host.id, one.its, known) : [unread]]))
}

type Known = readonly { host: HostSheet['host']; its: Ids | undefined }[]

function judge(id: string, { uuid, machineId, macs }: Ids, known: Known) {
  const twin = (same: (other: Ids) => boolean) =>
    known.find(({ host, its }) => host.id !== id && its !== undefined && same(its))?.host.name
  const verdicts: Verdict<'uuid' | 'mac' | 'machineId' | 'noMachineId'>[] = []
  const ofUuid = uuid && twin((other) => other.uuid === uuid)
  if (uuid && ofUuid) verdicts.push(fail('uuid', { uuid, other: ofUuid }))
  const mac = macs.find((one) => twin((other) => other.macs.includes(one)))
  if (mac) verdicts.push(fail('mac', { mac, other: twin((other) => other.macs.includes(mac)) ?? '' }))
  const ofMachine = machineId && twin((other) => other.machineId === machineId)
  if (!machineId) verdicts.push(warn('noMachineId'))
  else if (ofMachine) verdicts.push(warn('machineId', { machineId, other: ofMachine }))
  return verdicts.length > 0 ? verdicts : [pass('unique')]
}
