/** Stops a run: the installer and its processes on the taskbox, and Ansible's processes on the hosts. */
import { type Cluster, inClusterAddresses } from '@/lib/cluster/cluster'
import { type RemoteHost, RemoteProcesses } from '../ansible/remote-processes'
import type { Machines } from '../machine/machines'
import { jobSshSessions, stopJob } from './job/stop'
import type { StopTimeouts } from './job/stop-timeouts'
import type { RunTaskbox } from './run-taskbox'

/** Throws a MachineFailure if the job cannot be stopped. @returns names of hosts on which processes may still run */
export async function stopRun(
  taskbox: RunTaskbox,
  job: string,
  cluster: Cluster,
  machines: Machines,
  timeouts?: StopTimeouts,
): Promise<string[]> {
  const processes = new RemoteProcesses(remoteHosts(cluster, machines), timeouts)
  // Search twice: Ansible may start the next task during the first search.
  for (let pass = 0; pass < 2; pass += 1)
    await processes.find(await taskbox.withMachine((machine) => jobSshSessions(machine, job)))
  await taskbox.withMachine((machine) => stopJob(machine, job, timeouts))
  return processes.terminate()
}

const remoteHosts = ({ hosts, taskbox }: Cluster, machines: Machines): RemoteHost[] =>
  hosts.map((host) => ({
    name: host.name,
    addresses: [host.name, host.address, ...inClusterAddresses(host)],
    open: () => machines.host(host, taskbox),
  }))
