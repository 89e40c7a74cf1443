/** Which step of the wizard collects which part of a draft, as data. */
import type { Draft } from './draft'
import type { FieldPath } from './problem'

/** Steps that problems of a draft belong to, in order. Waivers are given in the checks step. */
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
  addons: 'storage',
  waivers: 'checks',
  /** The cluster file's word for waivers. */
  accept: 'checks',
}

/** The step where a problem at this path is mended; what stands nowhere else is the first step's. */
export function stepOf(path: FieldPath): ConfigurationStep {
  const [part] = path
  return isSection(part) ? STEP_BY_SECTION[part] : 'installer'
}

function isSection(part: string | number | undefined): part is keyof typeof STEP_BY_SECTION {
  return typeof part === 'string' && Object.hasOwn(STEP_BY_SECTION, part)
}
