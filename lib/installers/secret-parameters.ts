import type { Parameter, Section } from '@/lib/cluster/release-options'

/** Kinds of parameters that name the servers of a storage class. */
const SERVER_KINDS: ReadonlySet<string> = new Set(['address', 'list', 'url'])

/** Whether a parameter is stored and shown like a secret. */
export const isSecretParameter = ({ kind, sensitive = false }: Parameter): boolean =>
  kind === 'secret' || sensitive

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

/** The secrets of an installer's settings. A URL with a password is its own destination, so none is bound to others. */
export function secretSettingsOf(sections: readonly Section[]): Map<string, readonly string[]> {
  const secrets = sections.flatMap(({ fields }) => fields.filter(isSecretParameter))
  return new Map(secrets.map(({ key }) => [key, []]))
}
