/** Reads the kubeconfig of a cluster from its control planes, as root. It is a secret and is never stored. */
import type { Cluster } from '@/lib/cluster/cluster'
import type { Verification } from '@/lib/installers/installer'
import { type Kubeconfig, KubeconfigProblem, parseKubeconfig, withServer } from '@/lib/kubernetes/kubeconfig'
import { type Machine, MachineFailure } from '../../machine/machine'
import type { Machines } from '../../machine/machines'
import { withMachine } from '../../machine/with-machine'
import { RequestFailure } from '../../request-failure'

/** How to verify a cluster. */
export type ClusterApi = Extract<Verification, { kind: 'cluster' }>

/** A control plane: its name, and a function that connects to it and runs commands as root. */
export interface ControlPlane {
  name: string
  open: () => Promise<Machine>
}

/** The path on the control planes, and the URL of the API server for other machines: the file's own may be 127.0.0.1. */
export type KubeconfigSource = Pick<ClusterApi, 'kubeconfig' | 'server'>

export interface FoundKubeconfig {
  found: true
  host: string
  text: string
  kubeconfig: Kubeconfig
}

/** `missing` and `invalid` describe the file; `unreachable` means that no host could be connected to or read. */
export type MissingKubeconfig = { found: false; host: string } & (
  | { reason: 'missing' | 'invalid' }
  | { reason: 'unreachable'; failure: MachineFailure | RequestFailure }
)
type KubeconfigResult = FoundKubeconfig | MissingKubeconfig

/** The hosts of a cluster on which to look for the kubeconfig, in that order. */
export function controlPlanesOf(
  machines: Machines,
  { hosts, taskbox }: Pick<Cluster, 'hosts' | 'taskbox'>,
  { controlPlanes }: Pick<ClusterApi, 'controlPlanes'>,
): ControlPlane[] {
  return controlPlanes.flatMap((name) => {
    const host = hosts.find((one) => one.name === name)
    return host ? [{ name, open: () => machines.host(host, taskbox) }] : []
  })
}

const READ_MS = 30_000
/** Kubeconfigs have 5 to 10 KB. */
const MAX_BYTES = 256 * 1024

/** Reads the kubeconfig from the first control plane that has it. Returns failures of hosts. */
export async function readKubeconfig(
  controlPlanes: readonly ControlPlane[],
  source: KubeconfigSource,
): Promise<KubeconfigResult> {
  const results: MissingKubeconfig[] = []
  for (const controlPlane of controlPlanes) {
    const result = await readFrom(controlPlane, source)
    if (result.found) return result
    results.push(result)
  }
  const [first] = results
  if (!first) throw new Error('a cluster has control planes')
  // A host that answers knows more than one that does not.
  return results.find(({ reason }) => reason !== 'unreachable') ?? first
}

async function readFrom(
  { name: host, open }: ControlPlane,
  { kubeconfig: path, server }: KubeconfigSource,
): Promise<KubeconfigResult> {
  try {
    const content = await withMachine(open(), (machine) =>
      machine.readFile(path, { deadlineMs: READ_MS, maxBytes: MAX_BYTES }),
    )
    if (!content) return { found: false, reason: 'missing', host }
    const text = withServer(content.toString('utf8'), server)
    return { found: true, text, kubeconfig: parseKubeconfig(text), host }
  } catch (error) {
    if (error instanceof KubeconfigProblem) return { found: false, reason: 'invalid', host }
    // A RequestFailure means that the login is incomplete, such as a password that is not stored.
    if (error instanceof MachineFailure || error instanceof RequestFailure)
      return { found: false, reason: 'unreachable', failure: error, host }
    throw error
  }
}
