/**
 * The strict schema of a cluster file (docs/cluster-file.md): keys and types. `rules/` validates the values. Besides
 * the documented keys it has `login`, the shared login of hosts without one.
 */
import { z } from 'zod'
import { ADDON, BASTION, HOST, LOGIN, SETTINGS, TASKBOX } from '../draft/field-table'
import { type Field, type FieldGroup, isField, mapGroup } from '../draft/field-types'
import type { Problem } from '../problem'
import { truncate } from '../rules/create-problem'
import { Scalar, type ScalarType } from './yaml'

/** The payload of a custom zod issue, converted to a problem later. */
interface CustomIssue {
  code: Problem['code']
  facts: Problem['facts']
}

export const ISSUE_PARAM = 'wrong'

/** A scalar of one of these types, as its source text. */
function scalar(expected: 'text' | 'number' | 'port' | 'boolean', types: readonly ScalarType[]) {
  return z.unknown().transform((value, context): string => {
    if (value instanceof Scalar && types.includes(value.type)) return value.text
    const facts = { expected, found: describeType(value) }
    return addIssue(context, { code: 'type-wrong', facts })
  })
}

function addIssue(context: z.core.$RefinementCtx, issue: CustomIssue): never {
  context.addIssue({ code: 'custom', params: { [ISSUE_PARAM]: issue } })
  return z.NEVER
}

/** The type of a value, in the words of the `type-wrong` message. */
export function describeType(value: unknown): string {
  if (value instanceof Scalar) return value.type
  if (Array.isArray(value)) return 'list'
  return value === undefined || value === null ? 'empty' : 'mapping'
}

/** One value of a closed list. */
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
/** A secret of digits needs no quotes, since the source text is used. */
const secret = scalar('text', ['text', 'number'])
const port = scalar('port', ['number', 'text'])
const flag = scalar('boolean', ['boolean']).transform((value) => value.toLowerCase() === 'true')
const anyScalar = scalar('text', ['text', 'number', 'boolean'])

/** Rejects scalars, which are objects here and would pass as mappings. */
const notScalar = z.unknown().transform((value, context) => {
  if (!(value instanceof Scalar)) return value
  return addIssue(context, { code: 'type-wrong', facts: { expected: 'mapping', found: value.type } })
})

/** A mapping without unknown keys. The message of an `unrecognized_keys` issue lists the known keys. */
function mapping<S extends z.ZodRawShape>(shape: S) {
  const known = Object.keys(shape).join(', ')
  const message = ({ code }: z.core.$ZodRawIssue) => (code === 'unrecognized_keys' ? known : undefined)
  return notScalar.pipe(z.strictObject(shape, { error: message }))
}

/** The values of a group in a file; each is optional. */
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
/** A machine uses a custom bastion, or bypasses the shared one. */
const routeKeys = { bastion: bastion.optional(), direct: flag.optional() }
/** A scalar or a list of scalars. A list has one entry per line in a draft. */
const parameter = z.union([anyScalar, z.array(anyScalar).transform((entries) => entries.join('\n'))])
/** Reports `__proto__`, which a zod record drops silently. */
const withoutPrototypeKey = (issue: CustomIssue) =>
  notScalar.transform((value, context) => {
    if (typeof value === 'object' && value !== null && Object.hasOwn(value, '__proto__'))
      context.addIssue({ code: 'custom', path: ['__proto__'], params: { [ISSUE_PARAM]: issue } })
    return value
  })
const PROTOTYPE_PARAMETER: CustomIssue = { code: 'storage-parameter-unknown', facts: { key: '__proto__' } }
const PROTOTYPE_SETTING: CustomIssue = { code: 'setting-unknown', facts: { key: '__proto__' } }
const PROTOTYPE_ADDON: CustomIssue = { code: 'addon-unknown', facts: { addon: '__proto__', release: '' } }
/** Rejects an empty list, which would waive the check on all hosts. */
const nonEmptyHosts = z.array(text).transform((hosts, context): string[] => {
  return hosts.length > 0 ? hosts : addIssue(context, { code: 'required', facts: {} })
})
/** An entry of `accept`. A bare check id is converted to one before parsing. `host` is short for a list of one. */
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
  installer: mapping({
    ...fileShape(installer),
    trustPackage: flag.optional(),
    releaseReason: text.optional(),
  }).optional(),
  taskbox: mapping({ ...fileShape(TASKBOX), ...keyFile, ...routeKeys }).optional(),
  login: mapping({ ...fileShape(LOGIN), ...keyFile }).optional(),
  bastion: bastion.optional(),
  hosts: z.array(mapping({ ...fileShape(HOST), ...keyFile, ...routeKeys })).optional(),
  storage: mapping({
    ...fileShape(storage),
    parameters: withoutPrototypeKey(PROTOTYPE_PARAMETER).pipe(z.record(z.string(), parameter)).optional(),
  }).optional(),
  settings: withoutPrototypeKey(PROTOTYPE_SETTING).pipe(z.record(z.string(), parameter)).optional(),
  addons: withoutPrototypeKey(PROTOTYPE_ADDON)
    .pipe(z.record(z.string(), mapping(fileShape(ADDON))))
    .optional(),
  accept: z.array(mapping(waiverEntry)).optional(),
})

export type ClusterFileContent = z.infer<typeof clusterFile>
export type BastionContent = NonNullable<ClusterFileContent['bastion']>
export type HostContent = NonNullable<ClusterFileContent['hosts']>[number]
