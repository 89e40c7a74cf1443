import { expect, it } from 'vitest'
import { toCluster } from '@/lib/cluster/draft/to-cluster'
import { readClusterFile } from '@/lib/cluster/file/read'
import { writeClusterFile } from '@/lib/cluster/file/write'
import { isTrustedPackage } from '@/lib/cluster/trusted-package'
import { exampleDraft, release } from './example-draft'

const trusting = (trusted: string) => {
  const draft = exampleDraft()
  return { ...draft, installer: { ...draft.installer, trusted } }
}

it('a package is trusted by its path, with or without a trailing slash', () => {
  const { installer } = trusting('/home/bob/package/')
  expect(isTrustedPackage(installer, '/home/bob/package')).toBe(true)
  expect(isTrustedPackage(installer, '/home/bob/package/scripts')).toBe(false)
  expect(isTrustedPackage(exampleDraft().installer, '')).toBe(false)
})

it('trust is written to a cluster file and read back, for the trusted package only', () => {
  const trusted = trusting('/opt/kubesphere-all-advanced-1.0.0')
  const text = writeClusterFile(trusted, { secrets: 'plain', release: undefined })
  expect(text).toContain('trustPackage: true')
  const { draft, problems } = readClusterFile(text)
  expect(problems).toEqual([])
  expect(toCluster(draft, release).installer.trusted).toBe(true)
  expect(writeClusterFile(trusting('/opt/other'), { secrets: 'plain', release: undefined })).not.toContain(
    'trustPackage',
  )
  expect(toCluster(trusting('/opt/other'), release).installer).not.toHaveProperty('trusted')
})
