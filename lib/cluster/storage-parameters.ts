/** Effective values of storage parameters: the given value, else the package's default. */
import type { Parameter, StorageOption } from './release-options'

type Values = Readonly<Record<string, string>>

/** The value to write; may be empty. Secrets are not trimmed. */
export function parameterValue(parameter: Parameter, values: Values): string {
  const value = values[parameter.key] ?? ''
  return (parameter.kind === 'secret' ? value : trimLines(value)) || parameter.default
}

function trimLines(text: string): string {
  const lines = text.split('\n').map((line) => line.trim())
  return lines.filter(Boolean).join('\n')
}

/** Whether a parameter applies. Some only apply while another one has a certain value. */
export function isApplicable({ when }: Parameter, chosen: StorageOption, values: Values): boolean {
  if (!when) return true
  const other = chosen.parameters.find(({ key }) => key === when.key)
  return other !== undefined && parameterValue(other, values) === when.equals
}

/** The applicable parameters of a class with a value, by key. */
export function parameterValues(chosen: StorageOption, values: Values): Record<string, string> {
  const pairs = chosen.parameters
    .filter((parameter) => isApplicable(parameter, chosen, values))
    .map((parameter) => [parameter.key, parameterValue(parameter, values)] as const)
  return Object.fromEntries(pairs.filter(([, value]) => value !== ''))
}
