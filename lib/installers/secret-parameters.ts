import { isSecretParameter } from '@/lib/cluster/parameters'
import type { Parameter, Section } from '@/lib/cluster/release-options'

/** Kinds of parameters that name the servers of a storage class. */
const SERVER_KINDS: ReadonlySet<string> = new Set(['address', 'list', 'url'])

/** The secrets of a group of parameters, each with the keys of the parameters that name its destination. */
export function secretParametersOf(
  parameters: readonly Parameter[],
): (readonly [string, readonly string[]])[] {
  const servers = parameters
    .filter(({ kind, server = SERVER_KINDS.has(kind) }) => server)
    .map(({ key }) => key)
  return parameters
    .filter(isSecretParameter)
    .map(({ key }) => [key, servers.filter((server) => server !== key)] as const)
}

/** The secrets of an installer's settings. No other setting names their destination: a URL contains its own. */
export function secretSettingsOf(sections: readonly Section[]): Set<string> {
  const secrets = sections.flatMap(({ fields }) => fields.filter(isSecretParameter))
  return new Set(secrets.map(({ key }) => key))
}
