/** Tests the connection to one machine: login, facts and host key. */
import { HOST_FACTS, toHostFacts } from '@/lib/checks/probe/host-facts'
import { buildProbe } from '@/lib/checks/probe/probe'
import type { Host, Taskbox } from '@/lib/cluster/cluster'
import type { ConnectionTestResult } from '@/lib/contract/socket'
import { MachineFailure } from '../machine/machine'
import type { Machines, ReachOptions } from '../machine/machines'
import { hostConnector, probeMachine } from './probe-host'

const PROBE_REQUEST = { script: buildProbe([HOST_FACTS]) }

/** Tests a host with the connection that the checks use. A failed connection is returned, not thrown. */
export function testHostConnection(
  machines: Machines,
  host: Host,
  taskbox: Taskbox,
  options: ReachOptions = {},
): Promise<ConnectionTestResult> {
  return testConnection(hostConnector(machines, host, taskbox), options)
}

/** Tests the taskbox with its own login. A failed connection is returned, not thrown. */
export function testTaskboxConnection(
  machines: Machines,
  taskbox: Taskbox,
  options: ReachOptions = {},
): Promise<ConnectionTestResult> {
  return testConnection((probeOptions) => machines.taskbox(taskbox, probeOptions), options)
}

async function testConnection(
  connect: Parameters<typeof probeMachine>[0],
  options: ReachOptions,
): Promise<ConnectionTestResult> {
  const startedAt = performance.now()
  try {
    const { probe, hostKey, sudoRefused } = await probeMachine(
      (probeOptions) => connect({ ...options, ...probeOptions }),
      PROBE_REQUEST,
      options.signal,
    )
    if (sudoRefused) return failed('sudo', sudoRefused)
    const milliseconds = Math.round(performance.now() - startedAt)
    return {
      state: 'reached',
      facts: toHostFacts(probe),
      fingerprint: hostKey?.fingerprint ?? '',
      milliseconds,
    }
  } catch (error) {
    if (error instanceof MachineFailure) return failed(error.kind, error.facts)
    throw error
  }
}

const failed = (kind: MachineFailure['kind'], facts: MachineFailure['facts']): ConnectionTestResult => ({
  state: 'failed',
  failure: { kind, facts },
})
