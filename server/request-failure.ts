/** A failed request: a kind from a closed set, and facts for its message. `facts` never contain a secret. */
import type { Failure, RequestFailureKind } from '@/lib/contract/failure'
import { MachineFailure } from './machine/machine'

export class RequestFailure extends Error {
  override readonly name = 'RequestFailure'
  constructor(
    readonly kind: RequestFailureKind,
    readonly facts: Record<string, string | number> = {},
    options?: { cause?: unknown },
  ) {
    super(`${kind} ${JSON.stringify(facts)}`, options)
  }
}

/** Converts an error to a client failure. Any unknown error becomes `internal` and is passed to `unexpected`. */
export function toFailure(error: unknown, unexpected: (error: unknown) => void): Failure {
  if (error instanceof RequestFailure || error instanceof MachineFailure)
    return { kind: error.kind, facts: error.facts }
  unexpected(error)
  return { kind: 'internal', facts: {} }
}
