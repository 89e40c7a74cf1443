/** Values of a storage class's parameters: what was given, and where nothing was, what the package's own file says. */
import type { Parameter, StorageClass } from '@/lib/installers/installer'

type Values = Readonly<Record<string, string>>

/** The value that will stand in the file; empty where there is none. Secrets keep their blanks. */
export function parameterValue(parameter: Parameter, values: Values): string {
  const given = values[parameter.key] ?? ''
  return (parameter.kind === 'secret' ? given : trimLines(given)) || parameter.default
}

function trimLines(text: string): string {
  const lines = text.split('\n').map((line) => line.trim())
  return lines.filter(Boolean).join('\n')
}

/** Whether a parameter matters: some only do while another has a certain value. */
export function isApplicable({ when }: Parameter, chosen: StorageClass, values: Values): boolean {
  if (!when) return true
  const other = chosen.parameters.find(({ key }) => key === when.key)
  return other !== undefined && parameterValue(other, values) === when.equals
}

/** What the installer is told: the class's parameters that matter and have a value. */
export function parameterValues(chosen: StorageClass, values: Values): Record<string, string> {
  const pairs = chosen.parameters
    .filter((parameter) => isApplicable(parameter, chosen, values))
    .map((parameter) => [parameter.key, parameterValue(parameter, values)] as const)
  return Object.fromEntries(pairs.filter(([, value]) => value !== ''))
}
