/** Rules for values whose declaration is data: storage parameters and the installer's settings. */
import { load, YAMLException } from 'js-yaml'
import { parseEndpoint } from '@/lib/network/address'
import { tryParseCidr } from '@/lib/network/cidr'
import { isRecord } from '@/lib/structural-sharing'
import { isSecretPlaceholder } from '../draft/draft'
import { isApplicable, parameterValue, parameterValues } from '../parameters'
import type { FieldPath, Problem } from '../problem'
import type { Parameter } from '../release-options'
import { error, truncate } from './create-problem'
import { placeholderProblems } from './logins'
import { validateText } from './text'

const MASK = '••••••'

/** A non-negative integer that a JavaScript number represents exactly. */
const NUMBER_PATTERN = /^(?:0|[1-9][0-9]{0,11})$/

/** @param at the path of the mapping that contains the values */
export function parameterProblems(
  parameters: readonly Parameter[],
  values: Readonly<Record<string, string>>,
  at: FieldPath,
): Problem[] {
  return parameters
    .filter((parameter) => isApplicable(parameter, parameters, values))
    .flatMap((parameter) => {
      const path = [...at, parameter.key]
      const value = parameterValue(parameter, values)
      if (value !== '') {
        const problems = validateParameter(withReserved(parameter, parameters, values), value, path)
        return parameter.sensitive ? problems.map(withoutValue) : problems
      }
      return parameter.required ? [error('storage-parameter-missing', path, { key: parameter.key })] : []
    })
}

/** Without the reserved keys of settings that have no value. */
function withReserved(
  parameter: Parameter,
  all: readonly Parameter[],
  values: Readonly<Record<string, string>>,
): Parameter {
  const given = parameterValues(all, values)
  const isSet = (name: string) => name in given || !all.some(({ key }) => key === name)
  return parameter.reserved ? { ...parameter, reserved: parameter.reserved.filter(isSet) } : parameter
}

/** Problems are shown and logged, and the value of a sensitive parameter may contain a password. */
function withoutValue({ facts: { value, reason, ...facts }, ...problem }: Problem): Problem {
  return {
    ...problem,
    facts: {
      ...facts,
      ...(value !== undefined && { value: MASK }),
      // A parser quotes names of the text after its message.
      ...(reason !== undefined && {
        reason:
          String(reason)
            .split(/["'!<:]/)[0]
            ?.trim() ?? '',
      }),
    },
  }
}

function validateParameter(parameter: Parameter, value: string, path: FieldPath): Problem[] {
  const { kind, choices, sensitive } = parameter
  const placeholder = { field: 'parameter', of: String(path[0]), name: parameter.key }
  if (sensitive && isSecretPlaceholder(value)) return placeholderProblems(value, path, placeholder)
  switch (kind) {
    case 'text':
      return validateText(value, path)
    case 'secret':
      return secretProblems(value, path, placeholder)
    case 'address':
      return validateText(value, path, { isValid: isServer, code: 'address-invalid' })
    case 'list':
      return listProblems(parameter, value, path)
    case 'path':
      return validateText(value, path, { isValid: (text) => text.startsWith('/'), code: 'path-invalid' })
    case 'url':
      return validateText(value, path, { isValid: isUrl, code: 'url-invalid' })
    case 'number':
      return validateText(value, path, {
        isValid: (text) => NUMBER_PATTERN.test(text),
        code: 'number-invalid',
      })
    case 'choice':
      return choiceProblems(value, path, choices ?? [])
    case 'boolean':
      return choiceProblems(value, path, ['true', 'false'])
    case 'cidr':
      return cidrProblems(value, path)
    case 'yaml':
      return yamlProblems(parameter, value, path)
  }
}

function choiceProblems(value: string, path: FieldPath, choices: readonly string[]): Problem[] {
  const facts = { choices: choices.join(', ') }
  return validateText(value, path, {
    isValid: (text) => choices.includes(text),
    code: 'choice-invalid',
    facts,
  })
}

/** A key or token is a single line, such as the output of `ceph auth get-key`. */
function secretProblems(value: string, path: FieldPath, facts: Problem['facts']): Problem[] {
  if (isSecretPlaceholder(value)) return placeholderProblems(value, path, facts)
  return /[\n\r\0]/.test(value) ? [error('secret-not-carried', path, facts)] : []
}

/** Only the first invalid entry is reported. */
function listProblems({ items = 'server' }: Parameter, value: string, path: FieldPath): Problem[] {
  const entries = value.split('\n').map((entry) => entry.trim())
  const problems = entries.flatMap((entry) => validateText(entry, path, LIST_RULES[items]))
  return problems.slice(0, 1)
}

const LIST_RULES = {
  server: { isValid: isServer, code: 'address-invalid' },
  url: { isValid: isUrl, code: 'url-invalid' },
  text: {},
} as const

function cidrProblems(value: string, path: FieldPath): Problem[] {
  return validateText(value, path, {
    isValid: (text) => tryParseCidr(text) !== undefined,
    code: 'cidr-invalid',
    facts: { cidr: truncate(value), network: 'setting', family: 4 },
  })
}

/**
 * Ansible reads the text as a file of variables, so it is a mapping. If two files set a variable, Ansible silently ignores
 * one of them.
 */
function yamlProblems({ reserved = [] }: Parameter, value: string, path: FieldPath): Problem[] {
  try {
    const content: unknown = load(value)
    if (!isRecord(content)) return [error('setting-not-mapping', path)]
    return reserved
      .filter((key) => Object.hasOwn(content, key))
      .map((key) => error('setting-reserved', path, { key }))
  } catch (cause) {
    if (!(cause instanceof YAMLException)) throw cause
    return [
      error('setting-yaml-invalid', path, {
        line: (cause.mark?.line ?? 0) + 1,
        reason: truncate(cause.reason),
      }),
    ]
  }
}

function isServer(text: string): boolean {
  return parseEndpoint(text) !== undefined
}

function isUrl(text: string): boolean {
  if (!/^https?:\/\/[^\s/]/i.test(text) || /\s/.test(text)) return false
  return URL.canParse(text)
}
