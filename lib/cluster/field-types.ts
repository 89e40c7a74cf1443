/**
 * Fields of the configuration as data. A field's kind decides the type of its value, whether the value is trimmed and
 * how a cluster file writes it.
 */
import { z } from 'zod'

/**
 * - `port`: text in a draft, where somebody is typing it; a number in a cluster file and in a `Cluster`.
 * - `secret`: blanks are part of it, and browsers and exported files get a mark or a name in its place.
 * - `choice`, `choices`: one, or any number, of a closed list.
 */
type FieldKind = 'text' | 'port' | 'secret' | 'flag' | 'choice' | 'choices'

export interface Field<V = unknown, K extends FieldKind = FieldKind> {
  kind: K
  /** The value in a new draft. */
  start: V
  /** The value in any draft. */
  schema: z.ZodType<V>
  /** Of `choice` and `choices`. */
  choices?: readonly string[]
  /** A cluster file has the field even where its value is that of a new draft. */
  always?: boolean
}

/** Fields by their keys, in the order in which a cluster file writes them; groups may nest. */
export interface FieldGroup {
  readonly [key: string]: Field | FieldGroup
}

export type FieldValue<N> = N extends Field<infer V> ? V : FieldValues<N>

/** The values of a group's fields in a draft. */
export type FieldValues<G> = { -readonly [K in keyof G]: FieldValue<G[K]> }

/** Keys of a group's secrets. */
export type SecretKeyOf<G> = { [K in keyof G]: G[K] extends Field<string, 'secret'> ? K : never }[keyof G] &
  string

/** Longest values, in UTF-16 units. A private key is the longest secret. */
export const MAX_TEXT_LENGTH = 4096
export const MAX_SECRET_LENGTH = 65_536

interface TextOptions {
  start?: string
  max?: number
  always?: boolean
}

export function text({
  start = '',
  max = MAX_TEXT_LENGTH,
  always = false,
}: TextOptions = {}): Field<string, 'text'> {
  return { kind: 'text', start, schema: z.string().max(max), always }
}

export function port(start = ''): Field<string, 'port'> {
  return { kind: 'port', start, schema: z.string().max(MAX_TEXT_LENGTH) }
}

export function secret(): Field<string, 'secret'> {
  return { kind: 'secret', start: '', schema: z.string().max(MAX_SECRET_LENGTH) }
}

/** A flag that a stored draft lacks is off: the draft is older than the field. */
export function flag(): Field<boolean, 'flag'> {
  return { kind: 'flag', start: false, schema: z.boolean().default(false) }
}

/** @param start the value in a new draft; a cluster file has the choice in any case */
export function choice<const T extends string>(choices: readonly T[], start: T): Field<T, 'choice'> {
  return { kind: 'choice', start, schema: z.enum(choices), choices, always: true }
}

export function choices<const T extends string>(all: readonly T[]): Field<T[], 'choices'> {
  return { kind: 'choices', start: [], schema: z.array(z.enum(all)), choices: all }
}

export function isField(node: Field | FieldGroup): node is Field {
  return typeof node.kind === 'string'
}

/** The shape of the zod object that holds a group's values in a draft. */
export function draftShape<G extends FieldGroup>(group: G): { [K in keyof G]: z.ZodType<FieldValue<G[K]>> }
export function draftShape(group: FieldGroup): Record<string, z.ZodType> {
  return mapGroup(group, (node) => (isField(node) ? node.schema : z.object(draftShape(node))))
}

/** The values of a group in a new draft. */
export function initialValues<G extends FieldGroup>(group: G): FieldValues<G>
export function initialValues(group: FieldGroup): Record<string, unknown> {
  return mapGroup(group, (node) => (isField(node) ? structuredClone(node.start) : initialValues(node)))
}

export function secretKeys<G extends FieldGroup>(group: G): readonly SecretKeyOf<G>[]
export function secretKeys(group: FieldGroup): readonly string[] {
  return Object.keys(group).filter((key) => group[key]?.kind === 'secret')
}

/** `values` without the fields of the group. */
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
