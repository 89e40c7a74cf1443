/** The verification of a run's cluster: its latest result for the view, and a stop that a person requests. */
import type { Cluster } from '@/lib/cluster/cluster'
import { type ClusterVerification, unverified } from '@/lib/kubernetes/verification'
import type { Machine } from '../../machine/machine'
import type { Machines } from '../../machine/machines'
import { type VerifyTiming, verifyClusterApi } from './cluster-api'
import { type ClusterApi, controlPlanesOf } from './kubeconfig'

export interface RunVerificationOptions {
  cluster: Cluster
  api: ClusterApi
  machines: Machines
  taskbox: () => Promise<Machine>
  /** Aborts when this process stops following the run. */
  closing: AbortSignal
  timing: VerifyTiming | undefined
}

export class RunVerification {
  #stop = new AbortController()
  #latest: ClusterVerification | undefined

  /** @param onChange called for each new `latest` */
  constructor(private readonly onChange: () => void) {}

  /** The latest result; undefined before the verification starts. */
  get latest(): ClusterVerification | undefined {
    return this.#latest
  }

  /** Resolves with the final result. Throws the reason of `closing`. */
  async run({
    cluster,
    api,
    machines,
    taskbox,
    closing,
    timing,
  }: RunVerificationOptions): Promise<ClusterVerification> {
    const stop = new AbortController()
    this.#stop = stop
    this.#update(unverified(api.server, undefined, {}))
    const verifying = verifyClusterApi({
      api,
      controlPlanes: controlPlanesOf(machines, cluster, api),
      taskbox,
      onProgress: (verification) => this.#update(verification),
      signal: AbortSignal.any([closing, stop.signal]),
      ...(timing && { timing }),
    })
    return verifying.catch((error: unknown) => {
      if (closing.aborted || !stop.signal.aborted) throw error
      return this.#stopped(api.server)
    })
  }

  /** Ends a verification with its latest result. @returns false without one */
  stop(): boolean {
    if (!this.#latest) return false
    this.#stop.abort()
    return true
  }

  #stopped(endpoint: string): ClusterVerification {
    const latest = this.#latest ?? unverified(endpoint, undefined, {})
    return { ...latest, reason: 'stopped', facts: { endpoint } }
  }

  #update(verification: ClusterVerification): void {
    this.#latest = verification
    this.onChange()
  }
}
