import { describe, expect, it } from 'vitest'
import { changedFields } from '@/components/wizard/draft/remote-edits'
import { SECRET_PLACEHOLDER } from '@/lib/cluster/draft/draft'
import { emptyDraft, emptyHost } from '@/lib/cluster/draft/empty-draft'

const draft = { ...emptyDraft(), hosts: [emptyHost('h1', { name: 'a' }), emptyHost('h2')] }

describe('the fields that another window changed', () => {
  it('are those with another value, and added and removed hosts', () => {
    const after = {
      ...draft,
      name: 'other',
      taskbox: { ...draft.taskbox, port: '2222' },
      hosts: [emptyHost('h1', { name: 'b' }), emptyHost('h3')],
    }
    expect(changedFields(draft, after)).toEqual([
      'name',
      'taskbox.port',
      'hosts.h1.name',
      'hosts.h3',
      'hosts.h2',
    ])
  })

  it('do not include secrets that were stored', () => {
    const typed = { ...draft, login: { ...draft.login, password: 'typed' } }
    const stored = { ...draft, login: { ...draft.login, password: SECRET_PLACEHOLDER } }
    expect(changedFields(typed, stored)).toEqual([])
  })
})
