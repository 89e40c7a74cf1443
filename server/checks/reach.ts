/** Reaches one machine for the hosts step: a quick look, or why not. */
import { HOST_FACTS, hostFacts } from '@/lib/checks/host-facts'
import { probeFor } from '@/lib/checks/probe'
import type { Host, Taskbox } from '@/lib/cluster/cluster'
import type { Reach } from '@/lib/contract/socket'
import { MachineFailure } from '../machine/machine'
import type { Machines, ReachOptions } from '../machine/machines'
import { hostOpener, probe } from './probe-host'

const ASKED = { script: probeFor([HOST_FACTS]) }

/** A host, as the checks will reach it. Never throws for a machine's sake: why not is the answer. */
export function reachHost(
  machines: Machines,
  host: Host,
  taskbox: Taskbox,
  options: ReachOptions = {},
): Promise<Reach> {
  return reach(hostOpener(machines, host, taskbox), options)
}

export function reachTaskbox(
  machines: Machines,
  taskbox: Taskbox,
  options: ReachOptions = {},
): Promise<Reach> {
  return reach((own) => machines.taskbox(taskbox, own), options)
}

async function reach(open: Parameters<typeof probe>[0], options: ReachOptions): Promise<Reach> {
  const begun = performance.now()
  try {
    const probed = await probe((own) => open({ ...options, ...own }), ASKED, options.signal)
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

const failed = (kind: MachineFailure['kind'], facts: MachineFailure['facts']): Reach => ({
  state: 'failed',
  failure: { kind, facts },
})
