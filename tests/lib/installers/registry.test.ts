import { describe, expect, test } from 'vitest'
import { kubesphereReleases } from '@/lib/installers/kubesphere/releases'
import { findInstaller, findRelease, installers } from '@/lib/installers/registry'

describe('registry', () => {
  test('finds a release of an installer by id', () => {
    expect(findRelease({ id: 'kubesphere', version: 'advanced-1.0.0' })?.kubernetes).toBe('v1.12.3')
    expect(findRelease({ id: 'kubesphere', version: 'advanced-9' })).toBeUndefined()
    expect(findRelease({ id: 'other', version: 'advanced-1.0.0' })).toBeUndefined()
    expect(findInstaller('')).toBeUndefined()
  })

  test.each(installers)('the releases of $id name it', ({ id, releases }) => {
    for (const { installer } of releases) expect(installer).toBe(id)
  })
})

describe.each(kubesphereReleases)('release $id', (release) => {
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
