/** Ending a run: on its taskbox the installer and all that it started, on its hosts what Ansible had under way there. */
import type { Cluster } from '@/lib/cluster/cluster'
import type { Machines } from '../machine/machines'
import { hostWork, stopJob } from './job'
import { type Node, NodeWork } from './node-work'
import type { RunTaskbox } from './run-taskbox'
import type { StopWaits } from './stop-waits'

/** Throws a MachineFailure where the job cannot be ended. @returns names of the hosts on which something may still run */
export async function stopEverywhere(
  taskbox: RunTaskbox,
  job: string,
  cluster: Cluster,
  machines: Machines,
  waits?: StopWaits,
): Promise<string[]> {
  const work = new NodeWork(nodesOf(cluster, machines), waits)
  // Twice: while the hosts are asked for the first time, Ansible goes on with the next task.
  for (let pass = 0; pass < 2; pass += 1)
    await work.look(await taskbox.once((machine) => hostWork(machine, job)))
  await taskbox.once((machine) => stopJob(machine, job, waits))
  return work.end()
}

const nodesOf = ({ hosts, taskbox }: Cluster, machines: Machines): Node[] =>
  hosts.map((host) => ({
    name: host.name,
    addresses: [host.name, host.address, host.ip],
    open: () => machines.host(host, taskbox),
  }))
