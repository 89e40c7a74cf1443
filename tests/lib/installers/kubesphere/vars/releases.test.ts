/** The settings files of every release, edited for generated clusters, with PyYAML as the judge. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Cluster } from '@/lib/cluster/cluster'
import { toCluster } from '@/lib/cluster/draft/to-cluster'
import type { Parameter } from '@/lib/cluster/release-options'
import type { RenderedFile } from '@/lib/installers/installer'
import { kubesphere } from '@/lib/installers/kubesphere/index'
import type { KubesphereRelease } from '@/lib/installers/kubesphere/release'
import { kubesphereReleases, v210 } from '@/lib/installers/kubesphere/releases'
import { classesIn } from '@/lib/installers/kubesphere/vars/desired-values'
import { defaultSettings } from '@/lib/installers/kubesphere/vars/template'
import { scaled } from '@/tests/scale'
import { exampleDraft } from '../../../cluster/example-draft'
import { pyyaml } from './pyyaml'
import { difference } from './sample-files'

const filesOf = (release: KubesphereRelease) => [
  ...new Set([release.settingsFile, ...release.storageClasses.flatMap(({ file }) => file ?? [])]),
]

/** Any value that a parameter of this kind may have. */
function anyValue({ kind, choices, default: preset }: Parameter): fc.Arbitrary<string> {
  switch (kind) {
    case 'choice':
      return fc.constantFrom(...(choices ?? [preset]))
    case 'boolean':
      return fc.constantFrom('true', 'false')
    case 'number':
      return fc.nat({ max: 99_999 }).map(String)
    case 'list':
      return fc.array(fc.ipV4(), { minLength: 1, maxLength: 3 }).map((all) => all.join('\n'))
    case 'address':
      return fc.ipV4()
    case 'path':
      return fc.stringMatching(/^\/[a-z0-9 #:_-]{1,20}[a-z]$/)
    case 'url':
      return fc.webUrl()
    case 'cidr':
      return fc.constant('10.0.0.0/16')
    case 'yaml':
      return fc.constant('key: value')
    case 'text':
    case 'secret':
      return fc
        .string({ unit: 'grapheme-ascii', minLength: 1, maxLength: 20 })
        .filter((text) => text.trim() === text)
  }
}

function clusterOf(release: KubesphereRelease): fc.Arbitrary<Cluster> {
  return fc.constantFrom(...release.storageClasses).chain((chosen) => {
    const parameters = fc.record(
      Object.fromEntries(chosen.parameters.map((parameter) => [parameter.key, anyValue(parameter)])),
    )
    const addons = fc.record(
      Object.fromEntries(
        release.addons.map(({ id }) => [
          id,
          fc.record({ enabled: fc.boolean(), domain: fc.constantFrom('', 'x.example.org') }),
        ]),
      ),
    )
    return fc.record({ parameters, addons }).map(({ parameters: given, addons: decided }) => {
      const draft = exampleDraft()
      const installer = { ...draft.installer, version: release.id }
      const storage = { class: chosen.id, parameters: given }
      return toCluster({ ...draft, installer, storage, addons: decided }, release)
    })
  })
}

function settingsOf(cluster: Cluster, present: ReadonlyMap<string, string>): RenderedFile[] {
  return kubesphere.render(cluster, present).filter(({ path }) => path !== 'conf/hosts.ini')
}

/** The variables that Ansible reads from all settings files. */
const merged = (texts: readonly string[]): Record<string, unknown> => Object.assign({}, ...pyyaml(texts))

function expectDesired(values: Record<string, unknown>, cluster: Cluster, release: KubesphereRelease): void {
  const defaults = release.storageClasses.filter(({ defaultKey }) => values[defaultKey] === true)
  expect(defaults.map(({ id }) => id)).toEqual([cluster.storage.class])
  for (const { id, enableKey, parameters } of release.storageClasses) {
    if (id !== cluster.storage.class) expect(values[enableKey] ?? false).toBe(false)
    else {
      expect(values[enableKey]).toBe(true)
      for (const { key, kind } of parameters.filter(({ key: name }) => name in cluster.storage.parameters))
        if (kind !== 'text' && kind !== 'secret' && kind !== 'url')
          expect([values[key]].flat().map(String).join('\n')).toBe(cluster.storage.parameters[key])
    }
  }
  for (const { id, enableKey, domainKey } of release.addons) {
    expect(values[enableKey]).toBe(cluster.addons[id]?.enabled)
    if (cluster.addons[id]?.enabled && domainKey) expect(values[domainKey]).toBe(cluster.addons[id].domain)
  }
  expect(values.kube_pods_subnet).toBe(cluster.network.podCidr)
}

describe.each(kubesphereReleases)('the settings files of $id', (release) => {
  it('contain every key of the release by default, with exactly one value', () => {
    for (const file of filesOf(release)) {
      const [values = {}] = pyyaml([defaultSettings(release, file)])
      for (const { enableKey, defaultKey } of classesIn(release, file))
        expect(values).toMatchObject({ [enableKey]: false, [defaultKey]: false })
      if (file !== release.settingsFile) continue
      for (const { key } of release.fixedSettings) expect(values).toHaveProperty([key])
      for (const addon of release.addons) expect(values[addon.enableKey]).toBe(addon.default)
    }
  })

  it('have the desired values after an edit, and stay the same after another one', () => {
    const original = new Map(filesOf(release).map((file) => [file, defaultSettings(release, file)]))
    for (const cluster of fc.sample(clusterOf(release), scaled(12, 60))) {
      const rendered = settingsOf(cluster, original)
      expectDesired(merged(rendered.map(({ text }) => text)), cluster, release)
      const again = settingsOf(cluster, new Map(rendered.map(({ path, text }) => [path, text])))
      expect(again.map(({ text }) => text)).toEqual(rendered.map(({ text }) => text))
    }
  })
})

describe('2.1', () => {
  const original = new Map(filesOf(v210).map((file) => [file, defaultSettings(v210, file)]))
  const clusterWith = (id: string, parameters: Record<string, string>) => {
    const draft = exampleDraft()
    const installer = { ...draft.installer, version: v210.id }
    return toCluster({ ...draft, installer, storage: { class: id, parameters } }, v210)
  }

  it('has the keys of QingCloud in a file of their own', () => {
    const qingcloud = {
      qingcloud_access_key_id: 'A',
      qingcloud_secret_access_key: 's',
      qingcloud_zone: 'pek3a',
    }
    const [common, plugin] = settingsOf(clusterWith('qingcloud', qingcloud), original)
    expect([common?.path, plugin?.path]).toEqual(['conf/common.yaml', 'conf/plugin-qingcloud.yaml'])
    expect(common?.text).not.toContain('qingcloud')
    expect(pyyaml([plugin?.text ?? ''])[0]).toMatchObject({
      qingcloud_csi_enabled: true,
      qingcloud_zone: 'pek3a',
    })
    expect(settingsOf(clusterWith('qingcloud', qingcloud), new Map())).toHaveLength(2)
    expect(settingsOf(clusterWith('local', {}), new Map())).toHaveLength(1)
  })

  it('gets the image format of Ceph as a number, with which its playbooks compare', () => {
    const ceph = { ceph_rbd_monitors: 'a:1', ceph_rbd_admin_secret: 'a', ceph_rbd_user_secret: 'u' }
    const of = clusterWith('ceph-rbd', { ...ceph, ceph_rbd_imageFormat: '2' })
    for (const line of [
      'ceph_rbd_imageFormat: 1\n',
      'ceph_rbd_imageFormat: "1"\n',
      'ceph_rbd_imageFormat: "2"\n',
      '',
    ])
      expect(pyyaml([settingsOf(of, new Map([['conf/common.yaml', line]]))[0]?.text ?? ''])[0]).toMatchObject(
        {
          ceph_rbd_imageFormat: 2,
          ceph_rbd_imageFeatures: 'layering',
        },
      )
  })

  it('names the file that cannot be edited', () => {
    expect(() => settingsOf(clusterWith('local', {}), new Map([['conf/common.yaml', 'a: [']]))).toThrow(
      expect.objectContaining({ name: 'VarsProblem', file: 'conf/common.yaml' }),
    )
  })
})

/** A real package of 2.1.0, which is not part of this repository. */
const real = process.env.TASKBOX_KUBESPHERE_21

describe.runIf(real)('the real package of 2.1.0', () => {
  const texts = new Map(
    real ? filesOf(v210).map((file) => [file, readFileSync(join(real, file), 'utf8')]) : [],
  )

  it('has every key of the release', () => {
    const values = merged([...texts.values()])
    const keys = v210.storageClasses.flatMap(({ enableKey, defaultKey, parameters }) => [
      enableKey,
      defaultKey,
      ...parameters.filter(({ when }) => !when).map(({ key }) => key),
    ])
    const addons = v210.addons.flatMap(({ enableKey, domainKey }) => [
      enableKey,
      ...(domainKey ? [domainKey] : []),
    ])
    for (const key of [...keys, ...addons, ...v210.fixedSettings.map((fixed) => fixed.key)])
      expect(values).toHaveProperty([key])
  })

  it('has the defaults of the release', () => {
    const values = merged([...texts.values()])
    const fixed = merged([defaultSettings(v210, v210.settingsFile)])
    for (const { key } of v210.fixedSettings) expect(values[key], key).toEqual(fixed[key])
    for (const { enableKey, default: preset } of v210.addons) expect(values[enableKey]).toBe(preset)
    for (const { parameters } of v210.storageClasses)
      for (const { key, default: preset, kind } of parameters)
        if (preset && kind !== 'secret' && key in values) expect(String(values[key]), key).toBe(preset)
  })

  it('changes only in the desired values', () => {
    for (const cluster of fc.sample(clusterOf(v210), scaled(10, 40))) {
      const rendered = settingsOf(cluster, texts)
      expectDesired(merged(rendered.map(({ text }) => text)), cluster, v210)
      for (const { path, text } of rendered) {
        const before = pyyaml([texts.get(path) ?? ''])[0] ?? {}
        const after = pyyaml([text])[0] ?? {}
        const { removed } = difference(texts.get(path) ?? '', text)
        const changed = Object.keys(before).filter(
          (key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]),
        )
        // Comments are preserved. A line is removed only if its value changed.
        const lines = removed.filter((line) => line.trim() !== '')
        for (const line of lines)
          expect(changed.some((key) => line.includes(`${key}:`)) || /^ *- /.test(line), line).toBe(true)
      }
    }
  })
})
