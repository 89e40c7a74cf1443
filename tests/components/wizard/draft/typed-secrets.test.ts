import { describe, expect, it } from 'vitest'
import { TypedSecrets } from '@/components/wizard/draft/typed-secrets'
import { type Draft, SECRET_PLACEHOLDER } from '@/lib/cluster/draft/draft'
import { emptyDraft, emptyHost } from '@/lib/cluster/draft/empty-draft'

const KEY = '-----BEGIN OPENSSH PRIVATE KEY-----\nnonsense\n-----END OPENSSH PRIVATE KEY-----'

function draft(change: Partial<Draft['hosts'][number]> = {}): Draft {
  const empty = emptyDraft()
  return {
    ...empty,
    login: { ...empty.login, password: 'shared' },
    hosts: [emptyHost('h1', { name: 'h1', address: '10.0.0.1', sharedLogin: false, ...change })],
    storage: { class: 'ceph-rbd', parameters: { ceph_rbd_admin_secret: 'ceph' } },
  }
}

describe('a saved secret', () => {
  const typed = draft({ password: 'own' })

  it('is replaced by a placeholder in all sections', () => {
    const redacted = new TypedSecrets().markSaved(typed, typed)(typed)
    expect(redacted.login.password).toBe(SECRET_PLACEHOLDER)
    expect(redacted.hosts[0]?.password).toBe(SECRET_PLACEHOLDER)
    expect(redacted.storage.parameters.ceph_rbd_admin_secret).toBe(SECRET_PLACEHOLDER)
  })

  it('stays if it changed during the save or its section was not saved', () => {
    const withPlaceholders = new TypedSecrets().markSaved({ hosts: typed.hosts }, typed)
    expect(withPlaceholders(draft({ password: 'own, longer' })).hosts[0]?.password).toBe('own, longer')
    expect(withPlaceholders(typed).login.password).toBe('shared')
  })

  it.each([
    [{ privateKey: KEY }, 'privateKey'],
    [{ password: 'two\nlines' }, 'password'],
  ] as const)('stays as typed while it has an error: %o', (change, field) => {
    const faulty = draft(change)
    expect(new TypedSecrets().markSaved(faulty, faulty)(faulty).hosts[0]?.[field]).toBe(
      faulty.hosts[0]?.[field],
    )
  })
})

describe('the version of a secret', () => {
  it('changes with the secret, but not on save', () => {
    const typed = new TypedSecrets()
    const number = (now: Draft) => typed.withVersions(now).hosts[0]?.password
    const stored = draft({ password: SECRET_PLACEHOLDER })
    const before = number(stored)
    const first = number(draft({ password: 'own' }))
    expect(first).not.toBe(before)
    expect(first).not.toContain('own')
    typed.markSaved(draft({ password: 'own' }), draft({ password: 'own' }))
    expect(number(stored)).toBe(first)
    expect(number(draft({ password: 'another' }))).not.toBe(first)
  })
})
