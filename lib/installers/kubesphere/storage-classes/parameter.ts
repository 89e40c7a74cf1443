import type { Parameter, ParameterKind } from '@/lib/cluster/release-options'

type ParameterOptions = Partial<Omit<Parameter, 'key' | 'kind' | 'default'>>

/** A required parameter; `defaultValue` is the package's default. */
export function parameter(
  key: string,
  kind: ParameterKind,
  defaultValue = '',
  options: ParameterOptions = {},
): Parameter {
  return { key, kind, required: true, default: defaultValue, ...options }
}
