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
type Kind = 'text' | 'port' | 'secret' | 'flag' | 'choice' | 'choices'

export interface Field<V = unknown, K extends Kind = Kind> {
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
export interface Group {
  readonly [key: string]: Field | Group
}

export type Value<N> = N extends Field<infer V> ? V : Values<N>

/** The values of a group's fields in a draft. */
export type Values<G> = { -readonly [K in keyof G]: Value<G[K]> }

/** Keys of a group's secrets. */
export type SecretKey<G> = { [K in keyof G]: G[K] extends Field<string, 'secret'> ? K : never }[keyof G] &
  string

/** Longest values, in UTF-16 units. A private key is the longest secret. */
export const MAX_TEXT = 4096
export const MAX_SECRET = 65_536

interface TextOptions {
  start?: string
  max?: number
  always?: boolean
}

export function text({
  start = '',
  max = MAX_TEXT,
  always = false,
}: TextOptions = {}): Field<string, 'text'> {
  return { kind: 'text', start, schema: z.string().max(max), always }
}

export function port(start = ''): Field<string, 'port'> {
  return { kind: 'port', start, schema: z.string().max(MAX_TEXT) }
}

export function secret(): Field<string, 'secret'> {
  return { kind: 'secret', start: '', schema: z.string().max(MAX_SECRET) }
}

export function flag(): Field<boolean, 'flag'> {
  return { kind: 'flag', start: false, schema: z.boolean() }
}

/** @param start the value in a new draft; a cluster file has the choice in any case */
export function choice<const T extends string>(choices: readonly T[], start: T): Field<T, 'choice'> {
  return { kind: 'choice', start, schema: z.enum(choices), choices, always: true }
}

export function choices<const T extends string>(all: readonly T[]): Field<T[], 'choices'> {
  return { kind: 'choices', start: [], schema: z.array(z.enum(all)), choices: all }
}

export function isField(node: Field | Group): node is Field {
  return typeof node.kind === 'string'
}

/** The shape of the zod object that holds a group's values in a draft. */
export function draftShape<G extends Group>(group: G): { [K in keyof G]: z.ZodType<Value<G[K]>> }
export function draftShape(group: Group): Record<string, z.ZodType> {
  return mapGroup(group, (node) => (isField(node) ? node.schema : z.object(draftShape(node))))
}

/** The values of a group in a new draft. */
export function startOf<G extends Group>(group: G): Values<G>
export function startOf(group: Group): Record<string, unknown> {
  return mapGroup(group, (node) => (isField(node) ? structuredClone(node.start) : startOf(node)))
}

export function secretKeys<G extends Group>(group: G): readonly SecretKey<G>[]
export function secretKeys(group: Group): readonly string[] {
  return Object.keys(group).filter((key) => group[key]?.kind === 'secret')
}

/** `values` without the fields of the group. */
export function without<T extends object, G extends Group>(values: T, group: G): Omit<T, keyof G>
export function without(values: object, group: Group): object {
  return Object.fromEntries(Object.entries(values).filter(([key]) => !Object.hasOwn(group, key)))
}

export function mapGroup<T>(group: Group, map: (node: Field | Group, key: string) => T): Record<string, T> {
  return Object.fromEntries(Object.entries(group).map(([key, node]) => [key, map(node, key)]))
}
