/** Facts of a reachable host, shown in the hosts step. */
import { CORES } from '../catalogue/hardware/cpu'
import { diskGib } from '../catalogue/hardware/disk'
import { MEMORY } from '../catalogue/hardware/memory'
import { HOSTNAME } from '../catalogue/system/hostname'
import type { HostFacts } from '../results'
import { DISKS } from './disks'
import { ADDRESSES, hostAddresses } from './interfaces'
import { factsOf, type ProbeResult } from './item'
import { SYSTEM, systemName } from './system'

/** Items that `toHostFacts` needs. */
export const HOST_FACTS = { probeItems: [SYSTEM, CORES, MEMORY, DISKS, ADDRESSES, HOSTNAME] }

/** Extracts the facts. Unknown numbers are 0, unknown texts are empty. */
export function toHostFacts(probe: ProbeResult): HostFacts {
  const system = factsOf(probe, SYSTEM)
  return {
    os: system ? systemName(system) : '',
    cores: factsOf(probe, CORES) ?? 0,
    memoryMiB: Math.floor((factsOf(probe, MEMORY) ?? 0) / 1024),
    diskGiB: diskGib(probe) ?? 0,
    addresses: hostAddresses(probe),
    hostname: factsOf(probe, HOSTNAME) ?? '',
  }
}
