/** Reads from a checkout of k3s-ansible what it states about itself. */
import type { SourceFacts } from '@/lib/cluster/draft/draft'
import type { Checkout } from '../sources/checkout'
import { compareVersions } from '../versions'
import * as from from './sources'

/** Facts without which a checkout is not described. */
export const REQUIRED_FACTS = ['ansible', 'k3sDefault'] as const

/**
 * The facts of a checkout; one that cannot be read is absent.
 *
 * - `ansible`: the oldest version of ansible-core
 * - `k3sDefault`: the version of k3s in its sample inventory, such as `v1.31.12+k3s1`
 * - `optionalVariables`: `manage_firewall`, if it has that
 */
export function readSourceFacts(checkout: Checkout): SourceFacts {
  const k3s = checkout.value(from.SAMPLE, 'k3s_version') ?? ''
  const facts: Record<string, string[]> = {
    ansible: oldestAnsible(checkout),
    k3sDefault: K3S_VERSION.test(k3s) ? [k3s] : [],
    optionalVariables: ['manage_firewall'].filter(
      (name) => checkout.value(from.PREREQUISITE_DEFAULTS, name) !== undefined,
    ),
  }
  return Object.fromEntries(Object.entries(facts).filter(([, values]) => values.length > 0))
}

export const K3S_VERSION = /^v\d+\.\d+\.\d+\+k3s\d+$/

/** The higher of the bound that its metadata states and the one that it asserts. */
function oldestAnsible(checkout: Checkout): string[] {
  const stated = /^>=\s*(\d+\.\d+(?:\.\d+)?)(?=,|$)/.exec(
    checkout.value(from.RUNTIME, 'requires_ansible') ?? '',
  )
  const asserted = checkout
    .lines(from.PREREQUISITES)
    .map((line) => /version\('(\d+\.\d+(?:\.\d+)?)', '>='\)/.exec(line))
  const bounds = [stated, ...asserted].flatMap((found) => found?.[1] ?? [])
  return bounds
    .map((bound) => (bound.split('.').length < 3 ? `${bound}.0` : bound))
    .sort(compareVersions)
    .slice(-1)
}
