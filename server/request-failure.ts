/** A failed request: a kind from a closed set, and facts for its message. `facts` never contain a secret. */
import type { Failure, RequestFailureKind } from '@/lib/contract/failure'
import type { EvidenceRow } from '@/lib/installers/sources/evidence'
import { MachineFailure } from './machine/machine'

interface RequestFailureOptions {
  cause?: unknown
  /** The expected and found evidence of a refused package. */
  evidence?: readonly EvidenceRow[]
}

export class RequestFailure extends Error {
  override readonly name = 'RequestFailure'
  readonly evidence: readonly EvidenceRow[] | undefined
  constructor(
    readonly kind: RequestFailureKind,
    readonly facts: Record<string, string | number> = {},
    { evidence, ...options }: RequestFailureOptions = {},
  ) {
    super(`${kind} ${JSON.stringify(facts)}`, options)
    this.evidence = evidence
  }
}

/** Converts an error to a client failure. Any unknown error becomes `internal` and is passed to `unexpected`. */
export function toFailure(error: unknown, unexpected: (error: unknown) => void): Failure {
  if (error instanceof MachineFailure) return { kind: error.kind, facts: error.facts }
  if (error instanceof RequestFailure) {
    const { kind, facts, evidence } = error
    return { kind, facts, ...(evidence && { evidence }) }
  }
  unexpected(error)
  return { kind: 'internal', facts: {} }
}
