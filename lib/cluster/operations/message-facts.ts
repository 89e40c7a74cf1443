/** Operations and their problems as arguments of texts. */
import type { OperationRequest } from './request'
import type { OperationProblem } from './rules'

/** Keys of a select in a text cannot contain a dash. */
const selectKey = (id: string): string => id.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase())

/** The arguments of texts that name an operation. `host` is the first of `count`. */
export interface OperationFacts extends Record<string, string | number> {
  operation: string
  count: number
  host: string
  version: string
}

/** @param kubernetes the version of an upgrade; empty if it is unknown */
export function operationFacts(operation: OperationRequest, kubernetes = ''): OperationFacts {
  const hosts = 'hosts' in operation ? operation.hosts : []
  return {
    operation: selectKey(operation.id),
    count: hosts.length,
    host: hosts[0] ?? '',
    version: kubernetes || 'none',
  }
}

/** The arguments of the text of `operation-refused`. */
export const problemFacts = ({ code, facts }: OperationProblem): Record<string, string | number> => ({
  problem: selectKey(code),
  ...facts,
})
