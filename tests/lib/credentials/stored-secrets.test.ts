import { describe, expect, it } from 'vitest'
import { emptyBastion } from '@/lib/cluster/bastion'
import { type Draft, SECRET_PLACEHOLDER } from '@/lib/cluster/draft/draft'
import { emptyDraft, emptyHost } from '@/lib/cluster/draft/empty-draft'
import { redactSecrets } from '@/lib/credentials/draft-secrets'
import {
  bindSecrets,
  redactStoredSecrets,
  type StoredSecrets,
  secretStates,
  storedSecret,
  storeSecrets,
} from '@/lib/credentials/stored-secrets'
import { secretParameters } from '@/lib/installers/registry'

const KEY = 'SHA256:one'
const LOGIN = 'login.password'
const now = 0

function draft(change: Partial<Draft> = {}): Draft {
  const empty = emptyDraft()
  return {
    ...empty,
    login: { ...empty.login, password: 'typed' },
    hosts: [emptyHost('h1', { address: '10.0.0.1', hostKey: KEY }), emptyHost('h2', { address: '10.0.0.2' })],
    ...change,
  }
}

const stored = bindSecrets(draft(), { [LOGIN]: 'typed' })
/** The state of the stored secret after a change of the draft. */
const stateIn = (change: Partial<Draft>) => {
  const redacted = redactSecrets(draft(change))
  const next = storeSecrets(redacted, stored, { now })
  return secretStates(redactStoredSecrets(redacted, next))[LOGIN] ?? 'used'
}

describe('a stored secret of the shared login', () => {
  const [first, second] = draft().hosts
  if (!first || !second) throw new Error('two hosts')

  it.each<[string, Partial<Draft>]>([
    ['a name', { name: 'another', hosts: [{ ...first, name: 'renamed' }, second] }],
    ['the order, and a removed host', { hosts: [second] }],
    [
      'white space, and an explicit default',
      { hosts: [{ ...first, address: ' 10.0.0.1 ', port: '22' }, second] },
    ],
    ['a new row without an address', { hosts: [first, second, emptyHost('h3')] }],
    [
      'a new host with its own login',
      { hosts: [first, second, emptyHost('h3', { address: 'x', sharedLogin: false })] },
    ],
    ['a first pinned key', { hosts: [first, { ...second, hostKey: KEY }] }],
    ['an unused bastion', { bastion: { ...emptyBastion('direct'), address: '10.0.0.9' } }],
  ])('is used after a change of %s', (_, change) => expect(stateIn(change)).toBe('used'))

  it.each<[string, Partial<Draft>]>([
    ['an address', { hosts: [first, { ...second, address: '10.0.0.66' }] }],
    ['a pinned key', { hosts: [{ ...first, hostKey: 'SHA256:another' }, second] }],
    ['a removed pinned key', { hosts: [{ ...first, hostKey: '' }, second] }],
    ['the user', { login: { ...draft().login, user: 'another', password: SECRET_PLACEHOLDER } }],
    ['the shared bastion', { bastion: { ...emptyBastion(), address: '10.0.0.9' } }],
    ['the taskbox', { taskbox: { ...draft().taskbox, kind: 'ssh', address: '10.0.0.9' } }],
    ['the package', { installer: { ...draft().installer, source: '/tmp/package' } }],
  ])('is withheld after a change of %s', (_, change) => expect(stateIn(change)).toBe('withheld'))
})

describe('a change by the tab that typed a secret', () => {
  const [first, second] = draft().hosts
  if (!first || !second) throw new Error('two hosts')
  const tabKey = 'of this tab'
  const typed = storeSecrets(draft(), {}, { now, tab: { tabKey, previousDraft: emptyDraft() } })
  const placeholders = redactSecrets(draft())
  const moved = redactSecrets(draft({ hosts: [first, { ...second, address: '10.0.0.66' }] }))
  const state = (now: Draft, stored: StoredSecrets) =>
    secretStates(redactStoredSecrets(now, stored))[LOGIN] ?? 'used'

  it('binds it to the new destination without sending it again', () => {
    const next = storeSecrets(moved, typed, { now, tab: { tabKey, previousDraft: placeholders } })
    expect(state(moved, next)).toBe('used')
    expect(next[LOGIN]?.value).toBe('typed')
    expect(state(placeholders, next)).toBe('withheld')
  })

  it('does not rebind it after a change by another tab', () => {
    const others = storeSecrets(moved, typed, {
      now,
      tab: { tabKey: 'another', previousDraft: placeholders },
    })
    expect(state(moved, others)).toBe('withheld')
    const next = storeSecrets(moved, others, { now, tab: { tabKey, previousDraft: moved } })
    expect(state(moved, next)).toBe('withheld')
  })

  it('does not rebind it if another tab typed it last', () => {
    const others = storeSecrets(draft(), typed, {
      now,
      tab: { tabKey: 'another', previousDraft: placeholders },
    })
    const next = storeSecrets(moved, others, { now, tab: { tabKey, previousDraft: placeholders } })
    expect(state(moved, next)).toBe('withheld')
  })
})

describe('the port and protocol of a storage server', () => {
  it('are part of the destination of its secret', () => {
    expect(secretParameters.get('qy_secret_access_key')).toEqual([
      'qy_host',
      'qy_port',
      'qy_protocol',
      'qy_uri',
    ])
    expect(secretParameters.get('ceph_rbd_admin_secret')).toEqual(['ceph_rbd_monitors'])
  })
})

it('hops that an earlier version stored as `place` still cover the secret', () => {
  const former = Object.entries(stored).map(([name, { destinations, ...secret }]) => [
    name,
    storedSecret.parse({
      ...secret,
      destinations: destinations.map(({ hops, keys }) => ({ place: hops, keys })),
    }),
  ])
  expect(Object.fromEntries(former)).toEqual(stored)
})
