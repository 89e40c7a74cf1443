/**
 * Configuration fields as data. The kind of a field determines the type of its value, whether the value is trimmed, and
 * its notation in a cluster file.
 */
import { z } from 'zod'

/**
 * - `port`: the text as typed in a draft; a number in a cluster file and in a `Cluster`.
 * - `secret`: never trimmed. Browsers get a placeholder, and exported files the name of an environment variable.
 * - `choice`, `choices`: one value, or any number of values, of a closed list.
 */
type FieldKind = 'text' | 'port' | 'secret' | 'flag' | 'choice' | 'choices'

export interface Field<V = unknown, K extends FieldKind = FieldKind> {
  kind: K
  /** The value in a new draft. */
  initial: V
  /** The value in any draft. */
  schema: z.ZodType<V>
  /** For `choice` and `choices`. */
  choices?: readonly string[]
  /** A cluster file contains the field even if it has its initial value. */
  alwaysWritten?: boolean
}

/** Fields by key, in the order of a cluster file. Groups may nest. */
export interface FieldGroup {
  readonly [key: string]: Field | FieldGroup
}

export type FieldValue<N> = N extends Field<infer V> ? V : FieldValues<N>

/** The draft values of a group. */
export type FieldValues<G> = { -readonly [K in keyof G]: FieldValue<G[K]> }

/** The keys of a group's secrets. */
export type SecretKeyOf<G> = { [K in keyof G]: G[K] extends Field<string, 'secret'> ? K : never }[keyof G] &
  string

/** In UTF-16 code units. The longest secret is a private key. */
export const MAX_TEXT_LENGTH = 4096
export const MAX_SECRET_LENGTH = 65_536

interface TextOptions {
  initial?: string
  max?: number
  alwaysWritten?: boolean
  /** Whether stored drafts may lack it, since they are older than the field. It then has its initial value. */
  optional?: boolean
}

export function text({
  initial = '',
  max = MAX_TEXT_LENGTH,
  alwaysWritten = false,
  optional = false,
}: TextOptions = {}): Field<string, 'text'> {
  const schema = z.string().max(max)
  return { kind: 'text', initial, schema: optional ? schema.default(initial) : schema, alwaysWritten }
}

export function port(initial = ''): Field<string, 'port'> {
  return { kind: 'port', initial, schema: z.string().max(MAX_TEXT_LENGTH) }
}

export function secret(): Field<string, 'secret'> {
  return { kind: 'secret', initial: '', schema: z.string().max(MAX_SECRET_LENGTH) }
}

/** A flag is off if a stored draft lacks it, since the draft is older than the field. */
export function flag(): Field<boolean, 'flag'> {
  return { kind: 'flag', initial: false, schema: z.boolean().default(false) }
}

/**
 * @param initial the value in a new draft
 * @param options by default, cluster files always contain the field, and so do stored drafts
 */
export function choice<const T extends string>(
  choices: readonly T[],
  initial: T,
  { alwaysWritten = true, optional = false }: Pick<TextOptions, 'alwaysWritten' | 'optional'> = {},
): Field<T, 'choice'> {
  const schema: z.ZodType<T> = z.enum(choices)
  return {
    kind: 'choice',
    initial,
    schema: optional ? schema.default(initial) : schema,
    choices,
    alwaysWritten,
  }
}

export function choices<const T extends string>(all: readonly T[]): Field<T[], 'choices'> {
  return { kind: 'choices', initial: [], schema: z.array(z.enum(all)), choices: all }
}

export function isField(node: Field | FieldGroup): node is Field {
  return typeof node.kind === 'string'
}

/** The shape of the zod object for a group's draft values. */
export function draftShape<G extends FieldGroup>(group: G): { [K in keyof G]: z.ZodType<FieldValue<G[K]>> }
export function draftShape(group: FieldGroup): Record<string, z.ZodType> {
  return mapGroup(group, (node) => (isField(node) ? node.schema : z.object(draftShape(node))))
}

/** A group's values in a new draft. */
export function initialValues<G extends FieldGroup>(group: G): FieldValues<G>
export function initialValues(group: FieldGroup): Record<string, unknown> {
  return mapGroup(group, (node) => (isField(node) ? structuredClone(node.initial) : initialValues(node)))
}

export function secretKeys<G extends FieldGroup>(group: G): readonly SecretKeyOf<G>[]
export function secretKeys(group: FieldGroup): readonly string[] {
  return Object.keys(group).filter((key) => group[key]?.kind === 'secret')
}

/** Returns `values` without the fields of the group. */
export function omitFields<T extends object, G extends FieldGroup>(values: T, group: G): Omit<T, keyof G>
export function omitFields(values: object, group: FieldGroup): object {
  return Object.fromEntries(Object.entries(values).filter(([key]) => !Object.hasOwn(group, key)))
}

export function mapGroup<T>(
  group: FieldGroup,
  map: (node: Field | FieldGroup, key: string) => T,
): Record<string, T> {
  return Object.fromEntries(Object.entries(group).map(([key, node]) => [key, map(node, key)]))
}
