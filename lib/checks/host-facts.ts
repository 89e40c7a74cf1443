/** What the hosts step shows of a host that was reached. */
import type { HostFacts } from '@/lib/contract/socket'
import { ownAddresses } from './addresses'
import { diskGib } from './disk'
import { nameOf } from './os'
import type { Sheet } from './sheet'

/** A number that is not known is 0, a text empty. */
export function hostFacts(sheet: Sheet): HostFacts {
  return {
    os: sheet.system ? nameOf(sheet.system) : '',
    cores: sheet.cores ?? 0,
    memoryMiB: Math.floor((sheet.memoryKib ?? 0) / 1024),
    diskGiB: diskGib(sheet) ?? 0,
    addresses: ownAddresses(sheet),
    hostname: sheet.hostname ?? '',
  }
}
