/**
 * What must tell one machine from another: cloned machines share them, and then their addresses, leases or nodes are
 * taken for each other's (kubeadm wants MAC and product_uuid to be unique).
 */

import type { ProbedHost } from '../../check-context'
import { type CheckResult, defineCheck, fail, pass, undetermined, warn } from '../../define-check'
import { factsOf, fileLines, type ProbeItem } from '../../probe/item'

interface MachineIdentity {
  /** Undefined where there is none, or none that tells machines apart. */
  uuid?: string
  machineId?: string
  /** Of real network cards alone: made-up ones need not differ. */
  macs: readonly string[]
}

const MACHINE_ID = '/etc/machine-id'
const UUID = '/sys/class/dmi/id/product_uuid'

const IDENTITY: ProbeItem<MachineIdentity> = {
  name: 'ids',
  // A card has a device behind it; bridges, tunnels and the like have none.
  files: `${MACHINE_ID} ${UUID} /sys/class/net/*/address /sys/class/net/*/device/uevent`,
  match: '^([0-9A-Fa-f-]+|[0-9a-f:]+|DRIVER=.*)$',
  read: parseIdentity,
}

/** What some boards carry from the factory: it says nothing. */
const PLACEHOLDER_UUIDS = /^(0{8}-|f{8}-|03000200-0400-0500-0006-000700080009)/
const NULL_MAC = '00:00:00:00:00:00'

function parseIdentity(text: string): MachineIdentity {
  const files = fileLines(text)
  const value = (path: string) => files.get(path)?.[0]?.trim().toLowerCase() || undefined
  const [uuid, machineId] = [value(UUID), value(MACHINE_ID)]
  const macs = [...files.keys()].flatMap((path) => {
    const [, name] = /^\/sys\/class\/net\/([^/]+)\/device\/uevent$/.exec(path) ?? []
    const mac = name && value(`/sys/class/net/${name}/address`)
    return mac && mac !== NULL_MAC ? [mac] : []
  })
  return {
    ...(uuid && !PLACEHOLDER_UUIDS.test(uuid) && { uuid }),
    ...(machineId && /^[0-9a-f]{32}$/.test(machineId) && { machineId }),
    macs,
  }
}

export const machineIdentity = defineCheck({
  id: 'ids',
  reasons: ['unique', 'uuid', 'mac', 'machineId', 'noMachineId'],
  source: ['kubeadm#31'],
  needs: ['hosts'],
  scope: 'host',
  sections: [IDENTITY],
  together: compareIdentities,
})

function compareIdentities(hosts: readonly ProbedHost[]) {
  const known = hosts.map(({ host, sheet }) => ({ host, its: factsOf(sheet, IDENTITY) }))
  return new Map(
    known.map((one) => [
      one.host.id,
      one.its ? evaluateIdentity(one.host.id, one.its, known) : [undetermined],
    ]),
  )
}

type KnownIdentities = readonly { host: ProbedHost['host']; its: MachineIdentity | undefined }[]

function evaluateIdentity(id: string, { uuid, machineId, macs }: MachineIdentity, known: KnownIdentities) {
  const twin = (same: (other: MachineIdentity) => boolean) =>
    known.find(({ host, its }) => host.id !== id && its !== undefined && same(its))?.host.name
  const verdicts: CheckResult<'uuid' | 'mac' | 'machineId' | 'noMachineId'>[] = []
  const sameUuidHost = uuid && twin((other) => other.uuid === uuid)
  if (uuid && sameUuidHost) verdicts.push(fail('uuid', { uuid, other: sameUuidHost }))
  const mac = macs.find((one) => twin((other) => other.macs.includes(one)))
  if (mac) verdicts.push(fail('mac', { mac, other: twin((other) => other.macs.includes(mac)) ?? '' }))
  const sameMachineIdHost = machineId && twin((other) => other.machineId === machineId)
  if (!machineId) verdicts.push(warn('noMachineId'))
  else if (sameMachineIdHost) verdicts.push(warn('machineId', { machineId, other: sameMachineIdHost }))
  return verdicts.length > 0 ? verdicts : [pass('unique')]
}
