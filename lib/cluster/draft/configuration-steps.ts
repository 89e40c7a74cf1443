/** The wizard step that edits each section of a draft. */

import type { FieldPath } from '../problem'
import type { ReleaseOptions } from '../release-options'
import type { Draft } from './draft'

/** The steps that edit a draft, in order. Waivers belong to the checks step. */
export const CONFIGURATION_STEPS = ['installer', 'hosts', 'network', 'storage', 'checks'] as const
export type ConfigurationStep = (typeof CONFIGURATION_STEPS)[number]

const STEP_BY_SECTION: Readonly<Record<keyof Draft | 'accept', ConfigurationStep>> = {
  name: 'installer',
  installer: 'installer',
  taskbox: 'installer',
  login: 'hosts',
  bastion: 'hosts',
  hosts: 'hosts',
  network: 'network',
  storage: 'storage',
  /** A setting that the release does not have; the others are in the step of their section. */
  settings: 'network',
  addons: 'storage',
  waivers: 'checks',
  /** The key for waivers in a cluster file. */
  accept: 'checks',
}

/**
 * The step where a problem at this path is fixed. Unknown paths belong to the first step.
 * @param release decides on the step of the installer's own settings
 */
export function stepOf(
  path: FieldPath,
  release: Pick<ReleaseOptions, 'sections'> | undefined,
): ConfigurationStep {
  const [part, key] = path
  const section =
    part === 'settings' && release?.sections.find(({ fields }) => fields.some((one) => one.key === key))
  if (section) return section.step
  return isSection(part) ? STEP_BY_SECTION[part] : 'installer'
}

function isSection(part: string | number | undefined): part is keyof typeof STEP_BY_SECTION {
  return typeof part === 'string' && Object.hasOwn(STEP_BY_SECTION, part)
}
