import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { namedReleases } from '@/lib/installers/registry'

it('the contract of the cluster file lists every release with its add-ons and storage classes', () => {
  const rows = readFileSync('docs/cluster-file.md', 'utf8')
    .split('\n')
    .map((line) => line.split('|').map((cell) => [...cell.matchAll(/`([^`]+)`/g)].map(([, word]) => word)))
  for (const { id, addons, storageClasses } of namedReleases) {
    const row = rows.find(([, ids]) => ids?.includes(id))
    expect(row?.[2], id).toEqual(addons.map((addon) => addon.id))
    expect(row?.[3], id).toEqual(storageClasses.map((one) => one.id))
  }
})
