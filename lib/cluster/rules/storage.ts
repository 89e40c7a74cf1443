/** Rules for the storage step: the default class, its parameters, and the add-ons. */

import type { Draft } from '../draft/draft'
import { storageClassOf } from '../draft/release-defaults'
import type { Problem } from '../problem'
import type { ReleaseOptions, StorageOption } from '../release-options'
import { addonProblems } from './addons'
import { error, truncate, warning } from './create-problem'
import { parameterProblems } from './parameters'
import { validateText } from './text'

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
  return [
    ...modeProblems(draft, chosen, release),
    ...parameterProblems(chosen.parameters, parameters, ['storage', 'parameters']),
    ...unknown,
  ]
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
