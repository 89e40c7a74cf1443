/** Releases that are described by their source are the same object as long as nothing that they depend on changes. */
import type { SourceFacts } from '@/lib/cluster/draft/draft'
import type { Release } from '../installer'

type Settings = Readonly<Record<string, string>>

/** @param keys the settings that the release depends on */
export function memoizeRelease(
  describe: (id: string, facts: SourceFacts, settings: Settings) => Release | undefined,
  keys: readonly string[],
): (id: string, facts: SourceFacts | undefined, settings?: Settings) => Release | undefined {
  const last = new WeakMap<SourceFacts, { inputs: string; release: Release | undefined }>()
  return (id, facts, settings = {}) => {
    if (!facts) return undefined
    const inputs = JSON.stringify([id, ...keys.map((key) => settings[key] ?? '')])
    const known = last.get(facts)
    if (known?.inputs === inputs) return known.release
    const release = describe(id, facts, settings)
    last.set(facts, { inputs, release })
    return release
  }
}
