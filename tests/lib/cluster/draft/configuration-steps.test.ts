import { expect, it } from 'vitest'
import { stepOf } from '@/lib/cluster/draft/configuration-steps'
import { emptyDraft } from '@/lib/cluster/draft/empty-draft'

it('every section of a draft belongs to a step', () => {
  const steps = Object.keys(emptyDraft()).map((part) => [part, stepOf([part, 0, 'x'], undefined)])
  expect(Object.fromEntries(steps)).toEqual({
    name: 'installer',
    installer: 'installer',
    taskbox: 'installer',
    login: 'hosts',
    hosts: 'hosts',
    network: 'network',
    storage: 'storage',
    settings: 'network',
    addons: 'storage',
    waivers: 'checks',
  })
})

it('a setting belongs to the step of its section', () => {
  const field = { kind: 'text', required: false, default: '' } as const
  const sections = [
    { id: 'versions', step: 'installer', fields: [{ ...field, key: 'kube_version' }] },
    { id: 'mirrors', step: 'storage', fields: [{ ...field, key: 'registry' }] },
  ] as const
  expect(stepOf(['settings', 'kube_version'], { sections })).toBe('installer')
  expect(stepOf(['settings', 'registry'], { sections })).toBe('storage')
  expect(stepOf(['settings', 'other'], { sections })).toBe('network')
  expect(stepOf(['network', 'registry'], { sections })).toBe('network')
})

it('unknown paths belong to the first step', () => {
  expect(stepOf([], undefined)).toBe('installer')
  expect(stepOf(['toString'], undefined)).toBe('installer')
})
