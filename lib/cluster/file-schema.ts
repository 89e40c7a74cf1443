/**
 * What a cluster file may hold (docs/cluster-file.md), strictly: every key and the type of every value. Whether a value
 * is right is the rules' business. Beside the contract's keys there is `login`, one login for all hosts that name none.
 */
import { z } from 'zod'
import { MODES, ROLES } from './draft'
import type { Problem } from './problem'
import { shown } from './rules/report'
import { Scalar, type ScalarType } from './yaml'

/** What a custom issue carries to become a problem. */
interface Wrong {
  code: Problem['code']
  facts: Problem['facts']
}

export const ISSUE = 'wrong'

/** A scalar of one of these types, as it was written. */
function scalar(expected: 'text' | 'number' | 'port' | 'boolean', types: readonly ScalarType[]) {
  return z.unknown().transform((value, context): string => {
    if (value instanceof Scalar && types.includes(value.type)) return value.text
    const facts = { expected, found: foundIn(value) }
    return refuse(context, { code: 'type-wrong', facts })
  })
}

function refuse(context: z.core.$RefinementCtx, wrong: Wrong): never {
  context.addIssue({ code: 'custom', params: { [ISSUE]: wrong } })
  return z.NEVER
}

/** What stands there, in the words of the problem's text. */
export function foundIn(value: unknown): string {
  if (value instanceof Scalar) return value.type
  if (Array.isArray(value)) return 'list'
  return value === undefined || value === null ? 'empty' : 'mapping'
}

/** One of a closed list. */
function choice<const T extends string>(choices: readonly T[]) {
  return text.transform((value, context): T => {
    const found = choices.find((one) => one === value)
    const facts = { value: shown(value), choices: choices.join(', ') }
    return found ?? refuse(context, { code: 'choice-invalid', facts })
  })
}

const text = scalar('text', ['text'])
/** A secret of digits alone needs no quotes: what was written is what is meant. */
const secret = scalar('text', ['text', 'number'])
const port = scalar('port', ['number', 'text'])
const flag = scalar('boolean', ['boolean']).transform((value) => value.toLowerCase() === 'true')
const anything = scalar('text', ['text', 'number', 'boolean'])

/** A scalar is an object here, and must not pass for a mapping. */
const noScalar = z.unknown().transform((value, context) => {
  if (!(value instanceof Scalar)) return value
  return refuse(context, { code: 'type-wrong', facts: { expected: 'mapping', found: value.type } })
})

/** Keys with values, and no others. */
function mapping<S extends z.ZodRawShape>(shape: S) {
  return noScalar.pipe(z.strictObject(shape))
}

const login = {
  user: text.optional(),
  password: secret.optional(),
  privateKey: secret.optional(),
  privateKeyFile: text.optional(),
  passphrase: secret.optional(),
  sudoPassword: secret.optional(),
}
const place = { address: text.optional(), port: port.optional(), hostKey: text.optional() }
const { sudoPassword: _, ...bastionLogin } = login
const bastion = { ...bastionLogin, ...place }
/** A machine goes through its own bastion, or past the one for all. */
const endpoint = { ...login, ...place, bastion: mapping(bastion).optional(), direct: flag.optional() }
const host = {
  ...endpoint,
  name: text.optional(),
  ip: text.optional(),
  taskbox: flag.optional(),
  roles: z.array(choice(ROLES)).optional(),
}
const installer = {
  package: text.optional(),
  release: text.optional(),
  mode: choice(MODES).optional(),
  trustPackage: flag.optional(),
}
const loadBalancer = { address: text.optional(), port: port.optional(), domain: text.optional() }
const network = {
  plugin: text.optional(),
  serviceCidr: text.optional(),
  podCidr: text.optional(),
  loadBalancer: mapping(loadBalancer).optional(),
}
/** A value alone, or a list of them: one entry a line in a draft. */
const parameter = z.union([anything, z.array(anything).transform((entries) => entries.join('\n'))])
/** A record of zod's leaves `__proto__` out without a word. */
const noPrototype = noScalar.transform((value, context) => {
  if (typeof value === 'object' && value !== null && Object.hasOwn(value, '__proto__')) {
    const wrong: Wrong = { code: 'storage-parameter-unknown', facts: { key: '__proto__' } }
    context.addIssue({ code: 'custom', path: ['__proto__'], params: { [ISSUE]: wrong } })
  }
  return value
})
const storage = {
  class: text.optional(),
  parameters: noPrototype.pipe(z.record(z.string(), parameter)).optional(),
}
const harbor = { enabled: flag.optional(), domain: text.optional() }
const addons = { harbor: mapping(harbor).optional() }
/** A list of no hosts would be read as all of them. */
const someHosts = z.array(text).transform((hosts, context): string[] => {
  return hosts.length > 0 ? hosts : refuse(context, { code: 'required', facts: {} })
})
/** An entry of `accept`; a check's id alone has become one before it comes here. `host` is a list of one. */
const acceptEntry = {
  check: text.optional(),
  host: text.optional(),
  hosts: someHosts.optional(),
  reason: text.optional(),
}
const file = {
  version: scalar('number', ['number', 'text']).optional(),
  name: text.optional(),
  installer: mapping(installer).optional(),
  taskbox: mapping(endpoint).optional(),
  login: mapping(login).optional(),
  bastion: mapping(bastion).optional(),
  hosts: z.array(mapping(host)).optional(),
  network: mapping(network).optional(),
  storage: mapping(storage).optional(),
  addons: mapping(addons).optional(),
  accept: z.array(mapping(acceptEntry)).optional(),
}

export const clusterFile = mapping(file)
export type ClusterFileContent = z.infer<typeof clusterFile>
export type LoginContent = NonNullable<ClusterFileContent['login']>
export type BastionContent = NonNullable<ClusterFileContent['bastion']>
export type TaskboxContent = NonNullable<ClusterFileContent['taskbox']>
export type HostContent = NonNullable<ClusterFileContent['hosts']>[number]

/** The keys that are possible at a path, numbers in it as `#`; for the text of an unknown one. */
export const KEYS: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries({
    '': file,
    installer,
    taskbox: endpoint,
    'taskbox.bastion': bastion,
    login,
    bastion,
    'hosts.#': host,
    'hosts.#.bastion': bastion,
    network,
    'network.loadBalancer': loadBalancer,
    storage,
    addons,
    'addons.harbor': harbor,
    'accept.#': acceptEntry,
  }).map(([path, shape]) => [path, Object.keys(shape)]),
)
