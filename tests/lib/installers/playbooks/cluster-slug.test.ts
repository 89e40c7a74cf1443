import { expect, it } from 'vitest'
import { clusterSlug } from '@/lib/installers/playbooks/cluster-slug'

it.each([
  ['demo', 'demo'],
  ['Demo: the first!', 'demo-the-first'],
  ['../../etc', 'etc'],
  ['-rf', 'rf'],
  ['集群', 'taskbox'],
  ['', 'taskbox'],
  ['sample', 'taskbox-sample'],
  ['Sample', 'taskbox-sample'],
  [`${'a'.repeat(49)} b`, 'a'.repeat(49)],
  ['a'.repeat(80), 'a'.repeat(50)],
])('the folder of %j is %s', (name, slug) => {
  expect(clusterSlug({ name }, ['sample'])).toBe(slug)
})
