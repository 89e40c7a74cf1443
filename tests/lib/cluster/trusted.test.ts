import { expect, it } from 'vitest'
import { complete } from '@/lib/cluster/complete'
import { readClusterFile, writeClusterFile } from '@/lib/cluster/file'
import { isTrusted } from '@/lib/cluster/trusted'
import { guideDraft, release } from './guide'

const trusting = (trusted: string) => {
  const draft = guideDraft()
  return { ...draft, installer: { ...draft.installer, trusted } }
}

it('a package is trusted by its path alone, with or without a slash at its end', () => {
  const { installer } = trusting('/home/bob/package/')
  expect(isTrusted(installer, '/home/bob/package')).toBe(true)
  expect(isTrusted(installer, '/home/bob/package/scripts')).toBe(false)
  expect(isTrusted(guideDraft().installer, '')).toBe(false)
})

it('trust goes into a cluster file and out of it, for the package that it was given to', () => {
  const own = trusting('/opt/kubesphere-all-advanced-1.0.0')
  const text = writeClusterFile(own, { secrets: 'plain' })
  expect(text).toContain('trustPackage: true')
  const { draft, problems } = readClusterFile(text)
  expect(problems).toEqual([])
  expect(complete(draft, release).installer.trusted).toBe(true)
  expect(writeClusterFile(trusting('/opt/other'), { secrets: 'plain' })).not.toContain('trustPackage')
  expect(complete(trusting('/opt/other'), release).installer).not.toHaveProperty('trusted')
})
