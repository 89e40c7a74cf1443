import { expect, it } from 'vitest'
import type { Cluster } from '@/lib/cluster/cluster'
import { upgradeOptions } from '@/lib/cluster/operations/upgrades'
import { setting } from '@/lib/installers/playbooks/setting'

const choices = ['1.36.0', '1.35.3', '1.35.10', '1.34.8', '1.34.7', '1.33.11', '2.0.0']
const field = {
  ...setting('kube_version', 'choice', { default: '1.35.10', choices }),
  kubernetesVersion: true,
}
const other = setting('container_manager', 'choice', { choices: ['1.35.1'] })
const release = { sections: [{ id: 'kubernetes', step: 'installer' as const, fields: [other, field] }] }

const versionsFrom = (current: string, fields = release) =>
  upgradeOptions(
    { settings: { kube_version: '1.34.7' } } as unknown as Cluster,
    fields,
    current,
    ({ settings }) => `v${settings.kube_version}`,
  ).map(({ version }) => version)

it('offers newer patches and the next minor version, newest first', () => {
  expect(versionsFrom('v1.34.7')).toEqual(['v1.35.10', 'v1.35.3', 'v1.34.8'])
  expect(versionsFrom('v1.36.0')).toEqual([])
})

it('offers nothing if the current version is not known', () => {
  expect(versionsFrom('')).toEqual([])
})

it('offers the default and the entered version of a release that accepts any', () => {
  const text = { ...setting('k3s_version', 'text', { default: '1.33.1+k3s2' }), kubernetesVersion: true }
  const options = upgradeOptions(
    { settings: { k3s_version: '1.34.1+k3s1' } } as unknown as Cluster,
    { sections: [{ id: 'k3s', step: 'installer', fields: [text] }] },
    'v1.33.1+k3s1',
    ({ settings }) => `v${settings.k3s_version}`,
  )
  expect(options).toEqual([
    { setting: 'k3s_version', value: '1.34.1+k3s1', version: 'v1.34.1+k3s1' },
    { setting: 'k3s_version', value: '1.33.1+k3s2', version: 'v1.33.1+k3s2' },
  ])
})
