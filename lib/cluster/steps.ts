/** Which step of the wizard collects which part of a draft, as data. */
import type { Draft } from './draft'
import type { FieldPath } from './problem'

/** Steps that problems of a draft belong to, in order. Waivers are given in the checks step. */
export const COLLECTING_STEPS = ['installer', 'hosts', 'network', 'storage', 'checks'] as const
export type CollectingStep = (typeof COLLECTING_STEPS)[number]

const STEPS: Readonly<Record<keyof Draft | 'accept', CollectingStep>> = {
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
export function step(path: FieldPath): CollectingStep {
  const [part] = path
  return isPart(part) ? STEPS[part] : 'installer'
}

function isPart(part: string | number | undefined): part is keyof typeof STEPS {
  return typeof part === 'string' && Object.hasOwn(STEPS, part)
}
