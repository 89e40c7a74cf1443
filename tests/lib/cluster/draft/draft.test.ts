import { expect, it } from 'vitest'
import { emptyBastion } from '@/lib/cluster/bastion'
import { draft as draftSchema } from '@/lib/cluster/draft/draft'
import { toCluster } from '@/lib/cluster/draft/to-cluster'
import { exampleDraft, release } from '../example-draft'

it.each([
  ['shared', 'inherit'],
  ['direct', 'direct'],
  ['own', 'custom'],
])('the route that an earlier version saved as `way: %s` is %s', (way, route) => {
  const { route: _, ...saved } = { ...emptyBastion(), address: '198.51.100.7' }
  const former = { ...saved, way }
  const draft = exampleDraft()
  const hosts = draft.hosts.map((host) => ({ ...host, bastion: former }))
  const parsed = draftSchema.parse({
    ...draft,
    bastion: former,
    taskbox: { ...draft.taskbox, bastion: former },
    hosts,
  })
  const bastions = [parsed.bastion, parsed.taskbox.bastion, ...parsed.hosts.map(({ bastion }) => bastion)]
  expect(bastions).toEqual(bastions.map(() => ({ ...saved, route })))
})

it('a bastion with an unknown route is invalid', () => {
  const { route: _, ...saved } = emptyBastion()
  expect(draftSchema.safeParse({ ...exampleDraft(), bastion: saved }).success).toBe(false)
  expect(draftSchema.safeParse({ ...exampleDraft(), bastion: { ...saved, way: 'x' } }).success).toBe(false)
})

it('the add-ons that an earlier version saved are those of a draft', () => {
  const saved = { ...exampleDraft(), addons: { harbor: { enabled: true, domain: 'harbor.example.org' } } }
  const parsed = draftSchema.parse(JSON.parse(JSON.stringify(saved)))
  expect(parsed).toEqual(saved)
  expect(toCluster(parsed, release).addons.harbor).toEqual(saved.addons.harbor)
})
