import type { Parameter, ParameterKind } from '@/lib/cluster/release-options'

/** A setting of an installer, which may stay empty. */
export function setting(
  key: string,
  kind: ParameterKind,
  options: Partial<Omit<Parameter, 'key' | 'kind'>> = {},
): Parameter {
  return { key, kind, required: false, default: '', ...options }
}
