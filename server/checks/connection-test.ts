/** Reaches one machine for the hosts step: a quick look, or why not. */
import { HOST_FACTS, hostFacts } from '@/lib/checks/probe/host-facts'
import { buildProbe } from '@/lib/checks/probe/probe'
import type { Host, Taskbox } from '@/lib/cluster/cluster'
import type { ConnectionTestResult } from '@/lib/contract/socket'
import { MachineFailure } from '../machine/machine'
import type { Machines, ReachOptions } from '../machine/machines'
import { hostConnector, probeMachine } from './probe-host'

const PROBE_REQUEST = { script: buildProbe([HOST_FACTS]) }

/** A host, as the checks will reach it. Never throws for a machine's sake: why not is the answer. */
export function testHostConnection(
  machines: Machines,
  host: Host,
  taskbox: Taskbox,
  options: ReachOptions = {},
): Promise<ConnectionTestResult> {
  return testConnection(hostConnector(machines, host, taskbox), options)
}

export function testTaskboxConnection(
  machines: Machines,
  taskbox: Taskbox,
  options: ReachOptions = {},
): Promise<ConnectionTestResult> {
  return testConnection((own) => machines.taskbox(taskbox, own), options)
}

async function testConnection(
  open: Parameters<typeof probeMachine>[0],
  options: ReachOptions,
): Promise<ConnectionTestResult> {
  const begun = performance.now()
  try {
    const probed = await probeMachine((own) => open({ ...options, ...own }), PROBE_REQUEST, options.signal)
    if (probed.sudoRefused) return failed('sudo', probed.sudoRefused)
    const milliseconds = Math.round(performance.now() - begun)
    return {
      state: 'reached',
      facts: hostFacts(probed.sheet),
      fingerprint: probed.hostKey?.fingerprint ?? '',
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
