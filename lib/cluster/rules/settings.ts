/** Rules for the installer's own settings. */
import type { Draft } from '../draft/draft'
import { sectionsFor } from '../families'
import type { Problem } from '../problem'
import type { ReleaseOptions } from '../release-options'
import { error, truncate } from './create-problem'
import { parameterProblems } from './parameters'

export function settingProblems(
  { settings, network }: Draft,
  release: ReleaseOptions | undefined,
): Problem[] {
  // Without a release, its settings are unknown.
  if (!release) return []
  const fields = sectionsFor(release.sections, network.families).flatMap((section) => section.fields)
  return [...parameterProblems(fields, settings, ['settings']), ...unknownSettings(settings, release)]
}

/** Settings of another installer stay in the draft when the installer changes, but have no effect. */
function unknownSettings(settings: Draft['settings'], release: ReleaseOptions): Problem[] {
  const known = new Set(release.sections.flatMap(({ fields }) => fields.map(({ key }) => key)))
  return Object.entries(settings)
    .filter(([key, value]) => value !== '' && !known.has(key))
    .map(([key]) => error('setting-unknown', ['settings', key], { key: truncate(key) }))
}
