import { describe, expect, it } from 'vitest'
import type { TaskboxDraft } from '@/lib/cluster/draft/draft'
import { exampleDraft, validate } from '../example-draft'

function withTaskbox(change: Partial<TaskboxDraft>) {
  const draft = exampleDraft()
  const taskbox = { kind: 'ssh', address: '192.168.0.1', password: 'x' } as const
  return { ...draft, taskbox: { ...draft.taskbox, ...taskbox, ...change } }
}

describe('the cluster name', () => {
  it.each(['demo', '生产集群', 'Cluster №1 👨‍👩‍👧', 'x'.repeat(100)])('may be %s', (name) => {
    expect(validate({ ...exampleDraft(), name })).toEqual([])
  })

  it.each([
    ['', 'required'],
    ['  ', 'required'],
    ['x'.repeat(101), 'too-long'],
    ['a\u202eb', 'control-character'],
    ['a\nb', 'control-character'],
    ['a\u200bb', 'control-character'],
    ['a\ud800b', 'control-character'],
  ])('cannot be %j', (name, code) => {
    expect(validate({ ...exampleDraft(), name })).toEqual([`error ${code} name`])
  })
})

describe('the package', () => {
  it('must be an absolute path', () => {
    const draft = exampleDraft()
    for (const folder of ['kubesphere', './x', '~/kubesphere', 'C:\\kubesphere']) {
      draft.installer.source = folder
      expect(validate(draft)).toEqual(['error path-invalid installer.source'])
    }
    draft.installer.source = '/opt/包 1'
    expect(validate(draft)).toEqual([])
  })
})

describe('the taskbox', () => {
  it('has a DNS name or an address', () => {
    expect(validate(withTaskbox({}))).toEqual([])
    expect(validate(withTaskbox({ address: 'taskbox.example.org', port: '2222' }))).toEqual([])
  })

  it('requires a complete login', () => {
    expect(validate(withTaskbox({ address: '', port: 'x', user: '-', password: '', hostKey: 'x' }))).toEqual([
      'error required taskbox.address',
      'error port-invalid taskbox.port',
      'error user-invalid taskbox.user',
      'error login-missing taskbox.password',
      'error fingerprint-invalid taskbox.hostKey',
    ])
    expect(validate(withTaskbox({ address: '192.168.0' }))).toEqual(['error address-invalid taskbox.address'])
  })

  it('requires nothing if it is the local machine', () => {
    expect(validate(withTaskbox({ kind: 'local', address: '?', port: 'x', password: '' }))).toEqual([])
  })
})
