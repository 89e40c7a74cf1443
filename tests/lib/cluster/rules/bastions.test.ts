import { describe, expect, it } from 'vitest'
import { emptyBastion } from '@/lib/cluster/bastion'
import type { BastionDraft, Draft } from '@/lib/cluster/draft/draft'
import { toCluster } from '@/lib/cluster/draft/to-cluster'
import { exampleDraft, problem, validate } from '../example-draft'
import { generateKey } from '../generate-key'

const jump = (change: Partial<BastionDraft> = {}): BastionDraft => ({
  ...emptyBastion(),
  address: '198.51.100.7',
  password: 'x',
  ...change,
})

/** The guide's example with the taskbox behind a bastion. */
function withBastion(bastion: BastionDraft, change: Partial<Draft> = {}): Draft {
  const draft = exampleDraft()
  const taskbox = { ...draft.taskbox, kind: 'ssh' as const, address: '192.168.0.1', password: 'x' }
  return { ...draft, taskbox, bastion, ...change }
}

const bastionsOf = (draft: Draft) => {
  const { taskbox, hosts } = toCluster(draft)
  const targets = taskbox.kind === 'ssh' ? [taskbox, ...hosts] : hosts
  return targets.map(({ bastion }) => bastion?.address)
}

describe('a bastion', () => {
  it('serves the taskbox and all hosts', () => {
    expect(validate(withBastion(jump()))).toEqual([])
    expect(bastionsOf(withBastion(jump()))).toEqual(Array(4).fill('198.51.100.7'))
    expect(toCluster(withBastion(jump({ port: '' }))).hosts[1]?.bastion).toEqual({
      address: '198.51.100.7',
      port: 22,
      login: { user: 'root', password: 'x' },
    })
  })

  it('can be bypassed or replaced for a machine', () => {
    const draft = withBastion(jump())
    draft.taskbox.bastion = jump({ route: 'direct', address: '198.51.100.8' })
    draft.hosts = draft.hosts.map((host, index) =>
      index === 2 ? { ...host, bastion: jump({ address: '198.51.100.9' }) } : host,
    )
    expect(validate(draft)).toEqual([])
    expect(bastionsOf(draft)).toEqual([undefined, '198.51.100.7', '198.51.100.7', '198.51.100.9'])
  })

  it('is not validated if it is disabled or unused', () => {
    expect(validate(withBastion(jump({ route: 'direct', address: '?' })))).toEqual([])
    expect(bastionsOf(withBastion(jump({ route: 'direct' })))).toEqual(Array(4).fill(undefined))
    const draft = withBastion(emptyBastion())
    draft.taskbox.bastion = emptyBastion('direct')
    draft.hosts = draft.hosts.map((host) => ({ ...host, bastion: emptyBastion('direct') }))
    expect(validate(draft)).toEqual([])
  })

  it('requires an address and a login', () => {
    expect(validate(withBastion(emptyBastion()))).toEqual([
      'error required bastion.address',
      'error login-missing bastion.password',
    ])
    const invalid = jump({ address: 'a b', port: '0', user: '-', hostKey: 'x', password: 'a\n' })
    expect(validate(withBastion(invalid))).toEqual([
      'error address-invalid bastion.address',
      'error port-invalid bastion.port',
      'error user-invalid bastion.user',
      'error secret-not-carried bastion.password',
      'error fingerprint-invalid bastion.hostKey',
    ])
  })

  it('of a single host is validated at its own path', () => {
    const draft = withBastion(jump())
    const hosts = draft.hosts.map((host, index) =>
      index === 1 ? { ...host, bastion: emptyBastion() } : host,
    )
    expect(validate({ ...draft, hosts })).toEqual([
      'error required hosts[1].bastion.address',
      'error login-missing hosts[1].bastion.password',
    ])
  })

  it('does not use a password next to a key', () => {
    const { privateKey } = generateKey('', '-t', 'ed25519')
    expect(validate(withBastion(jump({ user: 'jump', privateKey })))).toEqual([
      'warning login-both bastion.password',
    ])
  })

  it('requires the taskbox behind it too, since Ansible does not use bastions', () => {
    const draft = { ...exampleDraft(), bastion: jump() }
    expect(problem(draft, 'bastion-taskbox-local')).toMatchObject({
      path: ['taskbox', 'kind'],
      facts: { name: 'node1' },
    })
    const single = { ...draft, installer: { ...draft.installer, mode: 'all-in-one' as const } }
    expect(problem(single, 'bastion-taskbox-local')).toBeUndefined()
  })
})
