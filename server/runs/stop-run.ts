/** Ending a run: on its taskbox the installer and all that it started, on its hosts what Ansible had under way there. */
import type { Cluster } from '@/lib/cluster/cluster'
import { type RemoteHost, RemoteProcesses } from '../ansible/remote-processes'
import type { Machines } from '../machine/machines'
import { hostWork, stopJob } from './job/job'
import type { StopTimeouts } from './job/stop-timeouts'
import type { RunTaskbox } from './run-taskbox'

/** Throws a MachineFailure where the job cannot be ended. @returns names of the hosts on which something may still run */
export async function stopRun(
  taskbox: RunTaskbox,
  job: string,
  cluster: Cluster,
  machines: Machines,
  waits?: StopTimeouts,
): Promise<string[]> {
  const work = new RemoteProcesses(remoteHosts(cluster, machines), waits)
  // Twice: while the hosts are asked for the first time, Ansible goes on with the next task.
  for (let pass = 0; pass < 2; pass += 1)
    await work.find(await taskbox.withMachine((machine) => hostWork(machine, job)))
  await taskbox.withMachine((machine) => stopJob(machine, job, waits))
  return work.terminate()
}

const remoteHosts = ({ hosts, taskbox }: Cluster, machines: Machines): RemoteHost[] =>
  hosts.map((host) => ({
    name: host.name,
    addresses: [host.name, host.address, host.ip],
    open: () => machines.host(host, taskbox),
  }))
