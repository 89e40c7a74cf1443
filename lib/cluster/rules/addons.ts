/** Rules for the add-ons: known to the release, with a valid domain, and with what they need. */
import { isDnsName } from '@/lib/network/address'
import type { Draft } from '../draft/draft'
import { effectiveAddon, storageClassOf } from '../draft/release-defaults'
import type { Problem } from '../problem'
import type { AddonOption, ReleaseOptions } from '../release-options'
import { error, truncate, warning } from './create-problem'
import { validateText } from './text'

export function addonProblems(draft: Draft, release: ReleaseOptions | undefined): Problem[] {
  // Without a release, its add-ons are unknown.
  if (!release) return []
  const known = new Set(release.addons.map(({ id }) => id))
  const unknown = Object.entries(draft.addons).filter(([id, { enabled }]) => enabled && !known.has(id))
  return [
    ...unknown.map(([id]) =>
      error('addon-unknown', ['addons', id, 'enabled'], { addon: truncate(id), release: release.id }),
    ),
    ...release.addons
      .filter((addon) => effectiveAddon(addon, draft.addons).enabled)
      .flatMap((addon) => enabledProblems(addon, draft, release)),
  ]
}

function enabledProblems(addon: AddonOption, draft: Draft, release: ReleaseOptions): Problem[] {
  const path = ['addons', addon.id]
  const problems = addon.domain === undefined ? [] : domainProblems(addon, draft)
  const needed = (addon.needs ?? []).filter((id) => !isEnabled(id, draft, release))
  for (const needs of needed)
    problems.push(warning('addon-needs', [...path, 'enabled'], { addon: addon.id, needs }))
  const storage = storageClassOf(draft.storage, release)
  if (storage && addon.storageClasses && !addon.storageClasses.includes(storage)) {
    const facts = { addon: addon.id, class: truncate(storage), choices: addon.storageClasses.join(', ') }
    problems.push(error('addon-storage', [...path, 'enabled'], facts))
  }
  return problems
}

function domainProblems(addon: AddonOption, draft: Draft): Problem[] {
  return validateText(effectiveAddon(addon, draft.addons).domain, ['addons', addon.id, 'domain'], {
    required: true,
    isValid: (text) => isDnsName(text) && text === text.toLowerCase(),
    code: 'domain-invalid',
  })
}

function isEnabled(id: string, draft: Draft, release: ReleaseOptions): boolean {
  const addon = release.addons.find((one) => one.id === id)
  return addon !== undefined && effectiveAddon(addon, draft.addons).enabled
}
