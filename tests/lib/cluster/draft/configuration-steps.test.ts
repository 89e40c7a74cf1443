import { expect, it } from 'vitest'
import { stepOf } from '@/lib/cluster/draft/configuration-steps'
import { emptyDraft } from '@/lib/cluster/draft/empty-draft'

it('every section of a draft belongs to a step', () => {
  expect(Object.fromEntries(Object.keys(emptyDraft()).map((part) => [part, stepOf([part, 0, 'x'])]))).toEqual(
    {
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
    },
  )
})

it('unknown paths belong to the first step', () => {
  expect(stepOf([])).toBe('installer')
  expect(stepOf(['toString'])).toBe('installer')
})
