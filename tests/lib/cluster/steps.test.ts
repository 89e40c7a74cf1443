import { expect, it } from 'vitest'
import { emptyDraft } from '@/lib/cluster/defaults'
import { stepOf } from '@/lib/cluster/steps'

it('knows a step for every part of a draft', () => {
  expect(Object.fromEntries(Object.keys(emptyDraft()).map((part) => [part, stepOf([part, 0, 'x'])]))).toEqual(
    {
      name: 'installer',
      installer: 'installer',
      taskbox: 'installer',
      login: 'hosts',
      hosts: 'hosts',
      network: 'network',
      storage: 'storage',
      addons: 'storage',
      waivers: 'checks',
    },
  )
})

it('sends what stands nowhere to the first step', () => {
  expect(stepOf([])).toBe('installer')
  expect(stepOf(['toString'])).toBe('installer')
})
