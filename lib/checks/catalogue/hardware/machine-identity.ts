/**
 * Checks that machine identifiers are unique. Cloned machines share them, which leads to duplicate DHCP leases or
 * nodes (kubeadm requires unique MAC addresses and product_uuid).
 */

import type { ProbedHost } from '../../check-context'
import { type CheckResult, defineCheck, fail, pass, undetermined, warn } from '../../define-check'
import { factsOf, fileLines, type ProbeItem } from '../../probe/item'

interface MachineIdentity {
  /** Undefined if missing or a placeholder. */
  uuid?: string
  machineId?: string
  /** Of physical network cards only; virtual interfaces may share addresses. */
  macs: readonly string[]
}

const MACHINE_ID = '/etc/machine-id'
const UUID = '/sys/class/dmi/id/product_uuid'

const IDENTITY: ProbeItem<MachineIdentity> = {
  name: 'ids',
  // Only physical cards have a `device` folder; bridges and tunnels do not.
  files: `${MACHINE_ID} ${UUID} /sys/class/net/*/address /sys/class/net/*/device/uevent`,
  match: '^([0-9A-Fa-f-]+|[0-9a-f:]+|DRIVER=.*)$',
  parse: parseIdentity,
}

/** Placeholder UUIDs of some mainboards. */
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
  sources: ['kubeadm#31'],
  dependsOn: ['hosts'],
  scope: 'host',
  probeItems: [IDENTITY],
  acrossHosts: compareIdentities,
})

function compareIdentities(hosts: readonly ProbedHost[]) {
  const known = hosts.map(({ host, probe }) => ({ host, identity: factsOf(probe, IDENTITY) }))
  return new Map(
    known.map(({ host, identity }) => [
      host.id,
      identity ? evaluateIdentity(host.id, identity, known) : [undetermined],
    ]),
  )
}

type KnownIdentities = readonly { host: ProbedHost['host']; identity: MachineIdentity | undefined }[]

function evaluateIdentity(id: string, { uuid, machineId, macs }: MachineIdentity, known: KnownIdentities) {
  const duplicate = (same: (other: MachineIdentity) => boolean) =>
    known.find(({ host, identity }) => host.id !== id && identity !== undefined && same(identity))?.host.name
  const results: CheckResult<'uuid' | 'mac' | 'machineId' | 'noMachineId'>[] = []
  const sameUuidHost = uuid && duplicate((other) => other.uuid === uuid)
  if (uuid && sameUuidHost) results.push(fail('uuid', { uuid, other: sameUuidHost }))
  const mac = macs.find((candidate) => duplicate((other) => other.macs.includes(candidate)))
  if (mac) results.push(fail('mac', { mac, other: duplicate((other) => other.macs.includes(mac)) ?? '' }))
  const sameMachineIdHost = machineId && duplicate((other) => other.machineId === machineId)
  if (!machineId) results.push(warn('noMachineId'))
  else if (sameMachineIdHost) results.push(warn('machineId', { machineId, other: sameMachineIdHost }))
  return results.length > 0 ? results : [pass('unique')]
}
