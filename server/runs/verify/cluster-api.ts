/**
 * Verifies a Kubernetes cluster after its install: reads the kubeconfig on a control plane and sends requests to the API
 * through the taskbox, until every host is a Ready node and CoreDNS is available. Nodes become Ready some time after the
 * playbooks, when their images are pulled.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import { evaluateApi } from '@/lib/kubernetes/evaluate-api'
import type { Kubeconfig } from '@/lib/kubernetes/kubeconfig'
import { type ClusterVerification, unverified, type VerificationReason } from '@/lib/kubernetes/verification'
import { raceAbort } from '../../machine/deadline'
import { type Machine, MachineFailure } from '../../machine/machine'
import { withMachine } from '../../machine/with-machine'
import { type ApiError, type ApiResult, requestApi } from './api-request'
import {
  type ClusterApi,
  type ControlPlane,
  type FoundKubeconfig,
  type MissingKubeconfig,
  readKubeconfig,
} from './kubeconfig'

export interface VerifyOptions {
  api: ClusterApi
  /** In the order in which to try them. */
  controlPlanes: readonly ControlPlane[]
  taskbox: () => Promise<Machine>
  /** Receives the result of each attempt that is not the last. */
  onProgress?: (verification: ClusterVerification) => void
  /** Aborting throws the signal's reason. */
  signal?: AbortSignal
  timing?: VerifyTiming
}

/** Milliseconds. */
export interface VerifyTiming {
  /** Between two attempts. */
  interval: number
  /** For all attempts. The last one may exceed it by its own timeouts. */
  deadline: number
  /** For the requests of one attempt. */
  request: number
}

const TIMING: VerifyTiming = { interval: 5_000, deadline: 5 * 60_000, request: 20_000 }

/** Reasons that do not go away by waiting. They are repeated, because a restart of the API can cause them once. */
const PERMANENT: ReadonlySet<VerificationReason> = new Set([
  'kubeconfig-missing',
  'kubeconfig-invalid',
  'taskbox-python',
  'api-certificate',
  'api-unauthorized',
])
const PERMANENT_AFTER = 3

/** Resolves with the first result that is verified or permanent, or with the last one before the deadline. */
export async function verifyClusterApi(options: VerifyOptions): Promise<ClusterVerification> {
  const { signal, onProgress, timing = TIMING } = options
  const attempts = new Attempts(options, timing.request)
  const end = performance.now() + timing.deadline
  let previous: VerificationReason | undefined
  let repeated = 0
  for (;;) {
    const verification = await raceAbort(attempts.next(), signal)
    const { reason } = verification
    if (!reason) return verification
    repeated = reason === previous ? repeated + 1 : 1
    previous = reason
    if (PERMANENT.has(reason) && repeated >= PERMANENT_AFTER) return verification
    if (performance.now() + timing.interval >= end) return verification
    onProgress?.(verification)
    await sleep(timing.interval, undefined, { ...(signal && { signal }) }).catch(() => undefined)
    signal?.throwIfAborted()
  }
}

class Attempts {
  /** Read once: the playbooks have ended, so it does not change. */
  #found: FoundKubeconfig | undefined

  constructor(
    private readonly options: VerifyOptions,
    private readonly requestMs: number,
  ) {}

  async next(): Promise<ClusterVerification> {
    const { api, controlPlanes } = this.options
    const read = this.#found ?? (await readKubeconfig(controlPlanes, api))
    if (!read.found) return this.#withoutKubeconfig(read)
    this.#found = read
    const output = await this.#request(read.kubeconfig)
    if (output instanceof MachineFailure)
      return unverified(api.server, 'taskbox-unreachable', { machine: String(output.facts.machine) })
    if ('error' in output) return apiFailure(api, read.host, output)
    return evaluateApi(api.server, output.responses, api)
  }

  #withoutKubeconfig({ reason, host }: MissingKubeconfig): ClusterVerification {
    const { api } = this.options
    const facts = { path: api.kubeconfig, host, hosts: api.controlPlanes.join(', ') }
    return unverified(api.server, KUBECONFIG_REASONS[reason], facts)
  }

  /** Resolves with a MachineFailure of the taskbox, which may answer the next time. */
  async #request(kubeconfig: Kubeconfig): Promise<ApiResult | MachineFailure> {
    const { taskbox, signal } = this.options
    const request = { kubeconfig, timeoutMs: this.requestMs, signal }
    try {
      return await withMachine(taskbox(), (machine) => requestApi(machine, request))
    } catch (error) {
      if (error instanceof MachineFailure) return error
      throw error
    }
  }
}

const KUBECONFIG_REASONS = {
  missing: 'kubeconfig-missing',
  invalid: 'kubeconfig-invalid',
  unreachable: 'hosts-unreachable',
} as const satisfies Record<string, VerificationReason>

/** Other errors mean that no connection was possible. */
const ERROR_REASONS: Partial<Record<ApiError, VerificationReason>> = {
  python: 'taskbox-python',
  credentials: 'kubeconfig-invalid',
  certificate: 'api-certificate',
  http: 'api-unexpected',
  tooLarge: 'api-unexpected',
}

function apiFailure(
  { server, kubeconfig }: ClusterApi,
  host: string,
  { error, detail }: Extract<ApiResult, { error: ApiError }>,
): ClusterVerification {
  const reason = ERROR_REASONS[error] ?? 'api-unreachable'
  return unverified(server, reason, { error, detail, request: '', status: 0, path: kubeconfig, host })
}
