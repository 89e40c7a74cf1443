/** Finds the hosts that do not answer, before an operation that depends on it. */
import type { Cluster } from '@/lib/cluster/cluster'
import type { MachineFailureKind } from '@/lib/network/machine-failure'
import { MachineFailure } from '../../machine/machine'
import type { Machines } from '../../machine/machines'
import { withMachine } from '../../machine/with-machine'
import { Semaphore } from '../../ssh/semaphore'

/** The machine may be off, or lost. With any other failure, something on it answers. */
const SILENT: ReadonlySet<MachineFailureKind> = new Set([
  'dns',
  'refused',
  'unreachable',
  'timeout',
  'closed',
])
const DIAL_MS = 10_000
const MAX_CONCURRENT = 32

/** The names of the hosts that do not answer. Throws the MachineFailure of a host that answers but refuses the login. */
export async function unreachableHosts(
  machines: Machines,
  { hosts, taskbox }: Pick<Cluster, 'hosts' | 'taskbox'>,
): Promise<string[]> {
  const semaphore = new Semaphore(MAX_CONCURRENT)
  const silent = await Promise.all(
    hosts.map(async (host) => {
      const release = await semaphore.acquire()
      try {
        await withMachine(machines.host(host, taskbox, { dialMs: DIAL_MS }), async () => undefined)
        return []
      } catch (error) {
        if (error instanceof MachineFailure && SILENT.has(error.kind)) return [host.name]
        throw error
      } finally {
        release()
      }
    }),
  )
  return silent.flat()
}
