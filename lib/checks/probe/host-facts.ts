/** What the hosts step shows of a host that was reached. */
import type { HostFacts } from '@/lib/contract/socket'
import { CORES } from '../catalogue/hardware/cpu'
import { diskGib } from '../catalogue/hardware/disk'
import { MEMORY } from '../catalogue/hardware/memory'
import { HOSTNAME } from '../catalogue/system/hostname'
import { DISKS } from './disks'
import { ADDRESSES, hostAddresses } from './interfaces'
import { factsOf, type ProbeResult } from './item'
import { SYSTEM, systemName } from './system'

/** What must be asked for them. */
export const HOST_FACTS = { sections: [SYSTEM, CORES, MEMORY, DISKS, ADDRESSES, HOSTNAME] }

/** A number that is not known is 0, a text empty. */
export function hostFacts(sheet: ProbeResult): HostFacts {
  const system = factsOf(sheet, SYSTEM)
  return {
    os: system ? systemName(system) : '',
    cores: factsOf(sheet, CORES) ?? 0,
    memoryMiB: Math.floor((factsOf(sheet, MEMORY) ?? 0) / 1024),
    diskGiB: diskGib(sheet) ?? 0,
    addresses: hostAddresses(sheet),
    hostname: factsOf(sheet, HOSTNAME) ?? '',
  }
}
