/** The result of a run: what its installer announced, whether it works, and the credentials that it leads to. */
import type { Cluster } from '@/lib/cluster/cluster'
import type { OperationRequest } from '@/lib/cluster/operations/request'
import type { Installer, Outcome } from '@/lib/installers/installer'
import type { ClusterVerification } from '@/lib/kubernetes/verification'
import { raceAbort } from '../../machine/deadline'
import type { Machines } from '../../machine/machines'
import { RequestFailure } from '../../request-failure'
import type { RunTaskbox } from '../run-taskbox'
import type { VerifyTiming } from './cluster-api'
import { type ClusterApi, controlPlanesOf, readKubeconfig } from './kubeconfig'
import { isConsoleReachable } from './probe-console'
import { RunVerification } from './run-verification'

export interface RunResultOptions {
  run: string
  operation: OperationRequest
  cluster: Cluster
  installer: Installer
  machines: Machines
  taskbox: RunTaskbox
  timing: VerifyTiming | undefined
  /** Called for each new `verification`. */
  onChange: () => void
}

/** What a verification adds to the record. */
export interface VerifiedResult {
  isVerified: boolean
  /** Why a cluster does not work. */
  reason?: string
  verification?: ClusterVerification
  /** Whether the console answers. */
  reachable?: boolean
}

export class RunResult {
  readonly #verification: RunVerification

  constructor(private readonly options: RunResultOptions) {
    this.#verification = new RunVerification(options.onChange)
  }

  /** The latest result of the verification; undefined before it starts. */
  get verification(): ClusterVerification | undefined {
    return this.#verification.latest
  }

  /** Ends the verification with its latest result. @returns false without one */
  stopVerification(): boolean {
    return this.#verification.stop()
  }

  /**
   * Verifies an installation that its installer reported as successful. Throws the reason of `closing`, which aborts when
   * this process stops following the run: the next process verifies again.
   */
  async verify(outcome: Outcome | undefined, closing: AbortSignal): Promise<VerifiedResult> {
    const api = this.#api
    if (api) return this.#verifyCluster(api, closing)
    const console = outcome?.result === 'succeeded' ? outcome.console : undefined
    if (!console) return { isVerified: true }
    const probing = this.options.taskbox
      .withMachine((machine) => isConsoleReachable(machine, console.url))
      // A console that does not answer yet is reported, but is no failure: it may need more time.
      .catch(() => false)
    return { isVerified: true, reachable: await raceAbort(probing, closing) }
  }

  /** The console's password from the installer's banner. Throws `not-found` if it is not printed yet, or was deleted. */
  consolePassword(outcome: Outcome | undefined): string {
    const password = outcome?.result === 'succeeded' ? outcome.console?.password : undefined
    if (password === undefined || /^\*+$/.test(password))
      throw new RequestFailure('not-found', { what: 'console', id: this.options.run })
    return password
  }

  /**
   * The administrator's kubeconfig, read from a control plane. Throws `not-found` if no control plane has a valid one or
   * the installer sets up no kubeconfig, or the MachineFailure of a control plane.
   */
  async kubeconfig(): Promise<string> {
    const { cluster, machines, run } = this.options
    const api = this.#api
    const result = api && (await readKubeconfig(controlPlanesOf(machines, cluster, api), api))
    if (result?.found) return result.text
    if (result?.reason === 'unreachable') throw result.failure
    throw new RequestFailure('not-found', { what: 'kubeconfig', id: run })
  }

  get #api(): ClusterApi | undefined {
    const { installer, cluster, operation } = this.options
    const { verification } = installer.operation(cluster, operation)
    return verification.kind === 'cluster' ? verification : undefined
  }

  async #verifyCluster(api: ClusterApi, closing: AbortSignal): Promise<VerifiedResult> {
    const { cluster, machines, taskbox, timing } = this.options
    const verification = await this.#verification.run({
      cluster,
      api,
      machines,
      taskbox: () => taskbox.open(),
      closing,
      timing,
    })
    const { verified, reason } = verification
    return { isVerified: verified, verification, ...(reason && { reason }) }
  }
}
