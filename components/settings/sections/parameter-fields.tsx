'use client'

import { isApplicable } from '@/lib/cluster/parameters'
import type { Parameter } from '@/lib/cluster/release-options'
import { ParameterField } from './parameter-field'

/** Values that are declared as data: the settings of an installer, or the parameters of a storage class. */
export interface ParameterValues {
  values: Readonly<Record<string, string>>
  onChange: (values: Record<string, string>) => void
  /** The path of the values in the draft. */
  path: 'settings' | 'storage.parameters'
  /** Prefix of the message keys: `<key>.label`, `.help`, and optionally `.hint`, `.placeholder`, `.choices.<value>`. */
  texts: string
}

/** Fields generated from the release's data. */
export function ParameterFields({
  parameters,
  all = parameters,
  ...values
}: ParameterValues & {
  parameters: readonly Parameter[]
  /** The parameters that those of `parameters` may depend on. */
  all?: readonly Parameter[]
}) {
  const applicable = parameters.filter((parameter) => isApplicable(parameter, all, values.values))
  return (
    <div className="grid gap-x-4 sm:grid-cols-2">
      {applicable.map((parameter) => (
        <div
          key={parameter.key}
          data-help={`${values.texts}.${parameter.key}.help`}
          className={WIDE.has(parameter.kind) ? 'min-w-0 sm:col-span-2' : 'min-w-0'}
        >
          <ParameterField parameter={parameter} {...values} />
        </div>
      ))}
    </div>
  )
}

/** Kinds whose fields use the full width. */
const WIDE: ReadonlySet<Parameter['kind']> = new Set(['list', 'url', 'yaml', 'boolean'])
