import { describe, expect, it } from 'vitest'
import { auditedChanges } from '@/server/audit/audited-changes'
import { exampleDraft } from '../../lib/cluster/example-draft'

describe('a release that the user names', () => {
  const previous = exampleDraft()
  const named = { ...previous.installer, source: '/opt/p', version: 'v2.1.0', releaseReason: 'our build' }
  const facts = { path: '/opt/p', release: 'v2.1.0', reason: 'our build' }

  it('is recorded with its reason and package', () => {
    expect(auditedChanges(previous, { installer: named })).toEqual([{ event: 'release-named', facts }])
  })

  it('is recorded again only for another package, release or reason', () => {
    const before = { ...previous, installer: named }
    expect(auditedChanges(before, { installer: named })).toEqual([])
    for (const change of [{ source: '/opt/q' }, { version: 'v2.1.1' }, { releaseReason: 'x' }])
      expect(auditedChanges(before, { installer: { ...named, ...change } })).toHaveLength(1)
  })

  it('is not recorded if it was detected', () => {
    const { releaseReason: _, ...detected } = named
    expect(auditedChanges(previous, { installer: detected })).toEqual([])
    expect(auditedChanges(previous, { installer: { ...detected, releaseReason: '' } })).toEqual([])
  })
})
