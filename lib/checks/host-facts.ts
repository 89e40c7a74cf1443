/** What the hosts step shows of a host that was reached. */
import type { HostFacts } from '@/lib/contract/socket'
import { CORES } from './cpu'
import { diskGib } from './disk'
import { DISKS } from './disks'
import { HOSTNAME } from './hostname'
import { ADDRESSES, ownAddresses } from './interfaces'
import { MEMORY } from './memory'
import { factsOf, type Sheet } from './section'
import { nameOf, SYSTEM } from './system'

/** What must be asked for them. */
export const HOST_FACTS = { sections: [SYSTEM, CORES, MEMORY, DISKS, ADDRESSES, HOSTNAME] }

/** A number that is not known is 0, a text empty. */
export function hostFacts(sheet: Sheet): HostFacts {
  const system = factsOf(sheet, SYSTEM)
  return {
    os: system ? nameOf(system) : '',
    cores: factsOf(sheet, CORES) ?? 0,
    memoryMiB: Math.floor((factsOf(sheet, MEMORY) ?? 0) / 1024),
    diskGiB: diskGib(sheet) ?? 0,
    addresses: ownAddresses(sheet),
    hostname: factsOf(sheet, HOSTNAME) ?? '',
  }
}
