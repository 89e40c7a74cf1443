import type { Diagnosis } from './diagnosis'

/** What the texts of a known failure depend on. */
export type KnownFailure = Pick<Diagnosis, 'id' | 'facts'>

/** Where cause and remedy are in lib/messages, and their arguments. */
interface SignatureTexts {
  cause: string
  remedy: string
  facts: Record<string, string>
}

/**
 * The texts that name the URL, or the general ones if the log does not contain it. Facts of named groups are arguments of the
 * general ones. The keys are below `signatures`.
 */
export function signatureTexts({ id, facts }: KnownFailure): SignatureTexts {
  const path = facts?.url === undefined ? id : `${id}.withFacts`
  return { cause: `${path}.cause`, remedy: `${path}.remedy`, facts: facts ?? {} }
}

/** Drops failures with the same texts, such as those of other hosts. */
export function uniqueFailures(failures: readonly KnownFailure[]): KnownFailure[] {
  const unique = new Map(failures.map(({ id, facts }) => [JSON.stringify([id, facts]), { id, facts }]))
  return [...unique.values()]
}
