/**
 * What a cluster file may hold (docs/cluster-file.md), strictly: every key and the type of every value. Whether a value
 * is right is the rules' business. Beside the contract's keys there is `login`, one login for all hosts that name none.
 */
import { z } from 'zod'
import { BASTION, HOST, LOGIN, SETTINGS, TASKBOX } from '../field-table'
import { type Field, type FieldGroup, isField, mapGroup } from '../field-types'
import type { Problem } from '../problem'
import { truncate } from '../rules/create-problem'
import { Scalar, type ScalarType } from './yaml'

/** What a custom issue carries to become a problem. */
interface CustomIssue {
  code: Problem['code']
  facts: Problem['facts']
}

export const ISSUE_PARAM = 'wrong'

/** A scalar of one of these types, as it was written. */
function scalar(expected: 'text' | 'number' | 'port' | 'boolean', types: readonly ScalarType[]) {
  return z.unknown().transform((value, context): string => {
    if (value instanceof Scalar && types.includes(value.type)) return value.text
    const facts = { expected, found: describeType(value) }
    return addIssue(context, { code: 'type-wrong', facts })
  })
}

function addIssue(context: z.core.$RefinementCtx, wrong: CustomIssue): never {
  context.addIssue({ code: 'custom', params: { [ISSUE_PARAM]: wrong } })
  return z.NEVER
}

/** What stands there, in the words of the problem's text. */
export function describeType(value: unknown): string {
  if (value instanceof Scalar) return value.type
  if (Array.isArray(value)) return 'list'
  return value === undefined || value === null ? 'empty' : 'mapping'
}

/** One of a closed list. */
function choice(choices: readonly string[]) {
  return text.transform((value, context): string => {
    if (choices.includes(value)) return value
    return addIssue(context, {
      code: 'choice-invalid',
      facts: { value: truncate(value), choices: choices.join(', ') },
    })
  })
}

const text = scalar('text', ['text'])
/** A secret of digits alone needs no quotes: what was written is what is meant. */
const secret = scalar('text', ['text', 'number'])
const port = scalar('port', ['number', 'text'])
const flag = scalar('boolean', ['boolean']).transform((value) => value.toLowerCase() === 'true')
const anyScalar = scalar('text', ['text', 'number', 'boolean'])

/** A scalar is an object here, and must not pass for a mapping. */
const notScalar = z.unknown().transform((value, context) => {
  if (!(value instanceof Scalar)) return value
  return addIssue(context, { code: 'type-wrong', facts: { expected: 'mapping', found: value.type } })
})

/** Keys with values, and no others. The message of an issue with an unknown key lists those that it knows. */
function mapping<S extends z.ZodRawShape>(shape: S) {
  const known = Object.keys(shape).join(', ')
  const message = ({ code }: z.core.$ZodRawIssue) => (code === 'unrecognized_keys' ? known : undefined)
  return notScalar.pipe(z.strictObject(shape, { error: message }))
}

/** The values of a group as a file gives them, each of which it may leave out. */
export type FileValues<G> = { [K in keyof G]?: FileValue<G[K]> | undefined }
type FileValue<N> = N extends Field<infer V> ? V : FileValues<N>

/** The keys of a group in a file. */
function fileShape<G extends FieldGroup>(
  group: G,
): { [K in keyof G]: z.ZodOptional<z.ZodType<FileValue<G[K]>>> }
function fileShape(group: FieldGroup): Record<string, z.ZodType> {
  return mapGroup(group, (node) => (isField(node) ? fileSchema(node) : mapping(fileShape(node))).optional())
}

function fileSchema(field: Field): z.ZodType {
  switch (field.kind) {
    case 'text':
      return text
    case 'port':
      return port
    case 'secret':
      return secret
    case 'flag':
      return flag
    case 'choice':
      return choice(field.choices ?? [])
    case 'choices':
      return z.array(choice(field.choices ?? []))
  }
}

const keyFile = { privateKeyFile: text.optional() }
const bastion = mapping({ ...fileShape(BASTION), ...keyFile })
/** A machine goes through its own bastion, or past the one for all. */
const routeKeys = { bastion: bastion.optional(), direct: flag.optional() }
/** A value alone, or a list of them: one entry a line in a draft. */
const parameter = z.union([anyScalar, z.array(anyScalar).transform((entries) => entries.join('\n'))])
/** A record of zod's leaves `__proto__` out without a word. */
const withoutPrototypeKey = notScalar.transform((value, context) => {
  if (typeof value === 'object' && value !== null && Object.hasOwn(value, '__proto__')) {
    const wrong: CustomIssue = { code: 'storage-parameter-unknown', facts: { key: '__proto__' } }
    context.addIssue({ code: 'custom', path: ['__proto__'], params: { [ISSUE_PARAM]: wrong } })
  }
  return value
})
/** A list of no hosts would be read as all of them. */
const nonEmptyHosts = z.array(text).transform((hosts, context): string[] => {
  return hosts.length > 0 ? hosts : addIssue(context, { code: 'required', facts: {} })
})
/** An entry of `accept`; a check's id alone has become one before it comes here. `host` is a list of one. */
const waiverEntry = {
  check: text.optional(),
  host: text.optional(),
  hosts: nonEmptyHosts.optional(),
  reason: text.optional(),
}
const { installer, storage } = SETTINGS
export const clusterFile = mapping({
  version: scalar('number', ['number', 'text']).optional(),
  ...fileShape(SETTINGS),
  installer: mapping({ ...fileShape(installer), trustPackage: flag.optional() }).optional(),
  taskbox: mapping({ ...fileShape(TASKBOX), ...keyFile, ...routeKeys }).optional(),
  login: mapping({ ...fileShape(LOGIN), ...keyFile }).optional(),
  bastion: bastion.optional(),
  hosts: z.array(mapping({ ...fileShape(HOST), ...keyFile, ...routeKeys })).optional(),
  storage: mapping({
    ...fileShape(storage),
    parameters: withoutPrototypeKey.pipe(z.record(z.string(), parameter)).optional(),
  }).optional(),
  accept: z.array(mapping(waiverEntry)).optional(),
})

export type ClusterFileContent = z.infer<typeof clusterFile>
export type BastionContent = NonNullable<ClusterFileContent['bastion']>
export type HostContent = NonNullable<ClusterFileContent['hosts']>[number]
