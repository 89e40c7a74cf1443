import { describe, expect, test } from 'vitest'
import { findInstaller, findRelease, releases } from '@/lib/installers/registry'

describe('registry', () => {
  test('finds a release and its installer by id', () => {
    expect(findRelease('advanced-1.0.0')?.kubernetes).toBe('v1.12.3')
    expect(findInstaller('advanced-1.0.0')?.id).toBe('kubesphere')
    expect(findRelease('advanced-9')).toBeUndefined()
    expect(findInstaller('')).toBeUndefined()
  })
})

describe.each(releases)('release $id', (release) => {
  const keys = release.storageClasses.flatMap((storage) => [
    storage.enableKey,
    storage.defaultKey,
    ...storage.parameters.map(({ key }) => key),
  ])

  test('names every key of vars.yml once', () => {
    expect(new Set(keys).size).toBe(keys.length)
  })

  test('has a storage class for each mode and a valid default plugin', () => {
    for (const mode of ['multi-node', 'all-in-one'] as const) {
      expect(release.storageClasses.some(({ modes }) => modes.includes(mode))).toBe(true)
    }
    expect(release.networkPlugins).toContain(release.defaults.plugin)
  })

  test('has valid defaults and conditions', () => {
    for (const { parameters } of release.storageClasses) {
      for (const { choices, default: preset, when } of parameters) {
        if (choices && preset) expect(choices).toContain(preset)
        if (when) expect(parameters.find(({ key }) => key === when.key)?.choices).toContain(when.equals)
      }
    }
  })
})
