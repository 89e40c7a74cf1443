/** Rules for the storage step: the default class, its parameters, and the add-ons. */

import { parseEndpoint } from '@/lib/network/address'
import { type Draft, isSecretPlaceholder } from '../draft/draft'
import { storageClassOf } from '../draft/release-defaults'
import type { FieldPath, Problem } from '../problem'
import type { Parameter, ReleaseOptions, StorageOption } from '../release-options'
import { isApplicable, parameterValue } from '../storage-parameters'
import { addonProblems } from './addons'
import { error, truncate, warning } from './create-problem'
import { placeholderProblems } from './logins'
import { validateText } from './text'

/** A non-negative integer that a JavaScript number represents exactly. */
const NUMBER_PATTERN = /^(?:0|[1-9][0-9]{0,11})$/

export function storageProblems(draft: Draft, release: ReleaseOptions | undefined): Problem[] {
  return [...classProblems(draft, release), ...addonProblems(draft, release)]
}

function classProblems(draft: Draft, release: ReleaseOptions | undefined): Problem[] {
  const { parameters } = draft.storage
  const id = storageClassOf(draft.storage, release)
  const path = ['storage', 'class']
  const missing = id ? [] : [error('storage-class-missing', path)]
  // Without a release, the valid classes are unknown.
  if (!release) return [...missing, ...validateText(id, path)]
  const unknown = unknownParameters(parameters, release)
  if (!id) return [...missing, ...unknown]
  const chosen = release.storageClasses.find((one) => one.id === id)
  const choices = release.storageClasses.map((one) => one.id).join(', ')
  if (!chosen) return [error('storage-class-unknown', path, { class: truncate(id), choices }), ...unknown]
  return [...modeProblems(draft, chosen, release), ...parameterProblems(chosen, parameters), ...unknown]
}

function modeProblems(draft: Draft, chosen: StorageOption, release: ReleaseOptions): Problem[] {
  const { mode } = draft.installer
  const path = ['storage', 'class']
  if (!chosen.modes.includes(mode)) {
    const allowed = release.storageClasses.filter(({ modes }) => modes.includes(mode))
    const facts = { class: chosen.id, mode, choices: allowed.map(({ id }) => id).join(', ') }
    return [error('storage-class-mode', path, facts)]
  }
  return chosen.evaluationOnly ? [warning('storage-trial-only', path, { class: chosen.id })] : []
}

/** Parameters of other classes stay in the draft when the class changes. A key that no class has is an error. */
function unknownParameters(parameters: Record<string, string>, release: ReleaseOptions): Problem[] {
  const known = new Set(release.storageClasses.flatMap((one) => one.parameters.map(({ key }) => key)))
  return Object.keys(parameters)
    .filter((key) => !known.has(key))
    .map((key) => error('storage-parameter-unknown', ['storage', 'parameters', key], { key: truncate(key) }))
}

function parameterProblems(chosen: StorageOption, values: Record<string, string>): Problem[] {
  return chosen.parameters
    .filter((parameter) => isApplicable(parameter, chosen, values))
    .flatMap((parameter) => {
      const path = ['storage', 'parameters', parameter.key]
      const value = parameterValue(parameter, values)
      if (value !== '') return validateParameter(parameter, value, path)
      return parameter.required ? [error('storage-parameter-missing', path, { key: parameter.key })] : []
    })
}

function validateParameter({ kind, choices }: Parameter, value: string, path: FieldPath): Problem[] {
  switch (kind) {
    case 'text':
      return validateText(value, path)
    case 'secret':
      return secretProblems(value, path)
    case 'address':
      return validateText(value, path, { isValid: isServer, code: 'address-invalid' })
    case 'list':
      return listProblems(value, path)
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
function secretProblems(value: string, path: FieldPath): Problem[] {
  const facts = { field: 'parameter', of: 'storage', name: '' }
  if (isSecretPlaceholder(value)) return placeholderProblems(value, path, facts)
  return /[\n\r\0]/.test(value) ? [error('secret-not-carried', path, facts)] : []
}

/** All list parameters so far are lists of servers. Only the first invalid entry is reported. */
function listProblems(value: string, path: FieldPath): Problem[] {
  const entries = value.split('\n').map((entry) => entry.trim())
  const problems = entries.flatMap((entry) =>
    validateText(entry, path, { isValid: isServer, code: 'address-invalid' }),
  )
  return problems.slice(0, 1)
}

function isServer(text: string): boolean {
  return parseEndpoint(text) !== undefined
}

function isUrl(text: string): boolean {
  if (!/^https?:\/\/[^\s/]/i.test(text) || /\s/.test(text)) return false
  return URL.canParse(text)
}
