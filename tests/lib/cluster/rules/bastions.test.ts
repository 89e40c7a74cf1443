import { describe, expect, it } from 'vitest'
import { emptyBastion } from '@/lib/cluster/bastion'
import type { BastionDraft, Draft } from '@/lib/cluster/draft'
import { toCluster } from '@/lib/cluster/to-cluster'
import { exampleDraft, judged, problem } from '../example-draft'
import { generateKey } from '../generate-key'

const jump = (change: Partial<BastionDraft> = {}): BastionDraft => ({
  ...emptyBastion(),
  address: '198.51.100.7',
  password: 'x',
  ...change,
})

/** The guide's example with a taskbox behind the bastion. */
function behind(bastion: BastionDraft, change: Partial<Draft> = {}): Draft {
  const draft = exampleDraft()
  const taskbox = { ...draft.taskbox, kind: 'ssh' as const, address: '192.168.0.1', password: 'x' }
  return { ...draft, taskbox, bastion, ...change }
}

const ways = (draft: Draft) => {
  const { taskbox, hosts } = toCluster(draft)
  const reached = taskbox.kind === 'ssh' ? [taskbox, ...hosts] : hosts
  return reached.map(({ bastion }) => bastion?.address)
}

describe('a bastion', () => {
  it('serves the taskbox and all hosts', () => {
    expect(judged(behind(jump()))).toEqual([])
    expect(ways(behind(jump()))).toEqual(Array(4).fill('198.51.100.7'))
    expect(toCluster(behind(jump({ port: '' }))).hosts[1]?.bastion).toEqual({
      address: '198.51.100.7',
      port: 22,
      login: { user: 'root', password: 'x' },
    })
  })

  it('is passed by, or is another one, where a machine says so', () => {
    const draft = behind(jump())
    draft.taskbox.bastion = jump({ way: 'direct', address: '198.51.100.8' })
    draft.hosts = draft.hosts.map((host, index) =>
      index === 2 ? { ...host, bastion: jump({ address: '198.51.100.9' }) } : host,
    )
    expect(judged(draft)).toEqual([])
    expect(ways(draft)).toEqual([undefined, '198.51.100.7', '198.51.100.7', '198.51.100.9'])
  })

  it('that is turned off, or that nobody goes through, is not judged', () => {
    expect(judged(behind(jump({ way: 'direct', address: '?' })))).toEqual([])
    expect(ways(behind(jump({ way: 'direct' })))).toEqual(Array(4).fill(undefined))
    const draft = behind(emptyBastion())
    draft.taskbox.bastion = emptyBastion('direct')
    draft.hosts = draft.hosts.map((host) => ({ ...host, bastion: emptyBastion('direct') }))
    expect(judged(draft)).toEqual([])
  })

  it('needs an address and a way to log in', () => {
    expect(judged(behind(emptyBastion()))).toEqual([
      'error required bastion.address',
      'error login-missing bastion.password',
    ])
    const wrong = jump({ address: 'a b', port: '0', user: '-', hostKey: 'x', password: 'a\n' })
    expect(judged(behind(wrong))).toEqual([
      'error address-invalid bastion.address',
      'error port-invalid bastion.port',
      'error user-invalid bastion.user',
      'error secret-not-carried bastion.password',
      'error fingerprint-invalid bastion.hostKey',
    ])
  })

  it('of a single host is judged where it stands', () => {
    const draft = behind(jump())
    const hosts = draft.hosts.map((host, index) =>
      index === 1 ? { ...host, bastion: emptyBastion() } : host,
    )
    expect(judged({ ...draft, hosts })).toEqual([
      'error required hosts[1].bastion.address',
      'error login-missing hosts[1].bastion.password',
    ])
  })

  it('has no use for a password beside its key', () => {
    const { privateKey } = generateKey('', '-t', 'ed25519')
    expect(judged(behind(jump({ user: 'jump', privateKey })))).toEqual([
      'warning login-both bastion.password',
    ])
  })

  it('is none that Ansible could pass from a taskbox before it', () => {
    const draft = { ...exampleDraft(), bastion: jump() }
    expect(problem(draft, 'bastion-taskbox-local')).toMatchObject({
      path: ['taskbox', 'kind'],
      facts: { name: 'node1' },
    })
    const single = { ...draft, installer: { ...draft.installer, mode: 'all-in-one' as const } }
    expect(problem(single, 'bastion-taskbox-local')).toBeUndefined()
  })
})
