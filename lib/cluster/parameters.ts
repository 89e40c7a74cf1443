/** Effective values of storage parameters and settings: the given value, else the installer's default. */
import type { Parameter } from './release-options'

/** Kinds whose values may contain blanks and empty lines of their own. */
const VERBATIM: ReadonlySet<Parameter['kind']> = new Set(['secret', 'yaml'])

/** Whether a parameter is stored and shown like a secret. */
export const isSecretParameter = ({ kind, sensitive = false }: Parameter): boolean =>
  kind === 'secret' || sensitive

type Values = Readonly<Record<string, string>>

/** The value to write; may be empty. Secrets and YAML are not trimmed. */
export function parameterValue(parameter: Parameter, values: Values): string {
  const value = values[parameter.key] ?? ''
  return (VERBATIM.has(parameter.kind) ? value : trimLines(value)) || parameter.default
}

function trimLines(text: string): string {
  const lines = text.split('\n').map((line) => line.trim())
  return lines.filter(Boolean).join('\n')
}

/** Whether a parameter applies. Some only apply while another one has a certain value. */
export function isApplicable({ when }: Parameter, all: readonly Parameter[], values: Values): boolean {
  if (!when) return true
  const other = all.find(({ key }) => key === when.key)
  return other !== undefined && parameterValue(other, values) === when.equals
}

/** The applicable parameters of a group with a value, by key. */
export function parameterValues(all: readonly Parameter[], values: Values): Record<string, string> {
  const pairs = all
    .filter((parameter) => isApplicable(parameter, all, values))
    .map((parameter) => [parameter.key, parameterValue(parameter, values)] as const)
  return Object.fromEntries(pairs.filter(([, value]) => value !== ''))
}

/** The applicable parameters of a group whose value differs from the default. */
export function changedParameters(
  group: readonly Parameter[],
  values: Values,
  all: readonly Parameter[] = group,
): Parameter[] {
  return group.filter(
    (parameter) =>
      isApplicable(parameter, all, values) && parameterValue(parameter, values) !== parameter.default,
  )
}
