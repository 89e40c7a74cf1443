/** A request that cannot be done, in closed words. `facts` never hold a secret; the view makes prose of it. */
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

/** What a caller is told of an error: the closed kinds as they are; anything else is `internal` and goes to the log. */
export function toFailure(error: unknown, unexpected: (error: unknown) => void): Failure {
  if (error instanceof RequestFailure || error instanceof MachineFailure)
    return { kind: error.kind, facts: error.facts }
  unexpected(error)
  return { kind: 'internal', facts: {} }
}
