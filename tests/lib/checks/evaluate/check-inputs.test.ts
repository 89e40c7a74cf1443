import { describe, expect, it } from 'vitest'
import { CHECK_IDS, type CheckId, getCheck } from '@/lib/checks/catalogue/index'
import { createInputSerializer } from '@/lib/checks/evaluate/check-inputs'
import { emptyBastion } from '@/lib/cluster/bastion'
import { emptyDraft, emptyHost } from '@/lib/cluster/defaults'
import { type Draft, type HostDraft, SECRET_PLACEHOLDER } from '@/lib/cluster/draft'

const hostDraft = (place: number, more: Partial<HostDraft> = {}): HostDraft =>
  emptyHost(`h${place}`, {
    name: `node${place}`,
    address: `10.0.0.${place}`,
    password: SECRET_PLACEHOLDER,
    sharedLogin: false,
    roles: ['node'],
    ...more,
  })
const draft: Draft = { ...emptyDraft(), hosts: [hostDraft(1), hostDraft(2)] }
const revisions = { 'host:h1.password': 1, 'host:h2.password': 1, 'login.password': 1 }

/** Which verdicts are no longer made from what they were, as `check host`. */
function changed(after: Draft, later: Record<string, number> = revisions): string[] {
  const one = createInputSerializer(draft, revisions)
  const other = createInputSerializer(after, later)
  return draft.hosts.flatMap(({ id }) =>
    CHECK_IDS.filter((check) => one(getCheck(check).needs, id) !== other(getCheck(check).needs, id)).map(
      (check) => `${check} ${id}`,
    ),
  )
}
const withHost = (more: Partial<HostDraft>): Draft => ({
  ...draft,
  hosts: [hostDraft(1, more), hostDraft(2)],
})
const needing = (need: string): CheckId[] =>
  CHECK_IDS.filter((check) => getCheck(check).needs.some((one) => one === need))

describe('a verdict no longer holds', () => {
  it.each<[string, Partial<HostDraft>]>([
    ['port', { port: '2222' }],
    ['user', { user: 'admin' }],
    ['host key', { hostKey: 'SHA256:x' }],
    ['way', { bastion: { ...emptyBastion(), address: '198.51.100.7' } }],
  ])('on a host whose own %s was changed, and for what does not compare hosts on no other', (_, more) => {
    const found = changed(withHost(more))
    expect(found.filter((one) => one.endsWith('h1'))).toEqual(CHECK_IDS.map((check) => `${check} h1`))
    const others = found.filter((one) => one.endsWith('h2')).map((one) => one.split(' ')[0])
    for (const check of others) expect(needing('hosts')).toContain(check)
    expect(others).not.toContain('cpu')
  })

  it('where a secret of the host became another, told by its revision alone', () => {
    const found = changed(draft, { ...revisions, 'host:h1.password': 2 })
    expect(found).toEqual(CHECK_IDS.map((check) => `${check} h1`))
  })

  it('for no host when the one login for all becomes another that none of them uses', () => {
    expect(changed(draft, { ...revisions, 'login.password': 2 })).toEqual([])
  })

  it('on every host that a bastion for all now leads to, and where its secret became another', () => {
    const every = draft.hosts.flatMap(({ id }) => CHECK_IDS.map((check) => `${check} ${id}`))
    const bastion = { ...emptyBastion(), address: '198.51.100.7', password: SECRET_PLACEHOLDER }
    expect(changed({ ...draft, bastion })).toEqual(every)
    const before = createInputSerializer({ ...draft, bastion }, { ...revisions, 'bastion.password': 1 })
    const after = createInputSerializer({ ...draft, bastion }, { ...revisions, 'bastion.password': 2 })
    expect(after(['name'], 'h1')).not.toBe(before(['name'], 'h1'))
  })

  it('for just the checks that need a network when that is changed', () => {
    const found = changed({ ...draft, network: { ...draft.network, podCidr: '10.9.0.0/16' } })
    expect(found).toEqual(
      draft.hosts.flatMap(({ id }) => needing('networks').map((check) => `${check} ${id}`)),
    )
    expect(found.length).toBeGreaterThan(0)
    expect(found).not.toContain('cpu h1')
  })

  it('for just the checks that need a name, on just the renamed host, unless they compare names', () => {
    const found = changed(withHost({ name: 'other' }))
    for (const check of needing('name')) expect(found).toContain(`${check} h1`)
    const alone = needing('name').filter((check) => !needing('hosts').includes(check))
    for (const check of alone) expect(found).not.toContain(`${check} h2`)
    expect(found).not.toContain('cpu h1')
  })
})

describe('a verdict still holds', () => {
  it('on a host that was not renamed, unless its check compares the hosts', () => {
    const [one, other] = [
      createInputSerializer(draft, revisions),
      createInputSerializer(withHost({ name: 'other' }), revisions),
    ]
    expect(other(['name'], 'h2')).toBe(one(['name'], 'h2'))
    expect(other(['name', 'hosts'], 'h2')).not.toBe(one(['name', 'hosts'], 'h2'))
  })

  it('when the cluster is called otherwise, a failure is waived, or blanks come along', () => {
    expect(changed({ ...draft, name: 'other', waivers: [{ check: 'cpu', host: '', reason: '' }] })).toEqual(
      [],
    )
    expect(changed(withHost({ address: ' 10.0.0.1 ' }))).toEqual([])
  })

  it('whether a secret is shown as kept or as it is, and says nothing of it', () => {
    const basis = createInputSerializer(
      { ...draft, hosts: [hostDraft(1, { password: 'S3CR3T' }), hostDraft(2)] },
      revisions,
    )
    const kept = createInputSerializer(draft, revisions)
    for (const check of CHECK_IDS) {
      expect(basis(getCheck(check).needs, 'h1')).toBe(kept(getCheck(check).needs, 'h1'))
      expect(basis(getCheck(check).needs, 'h1')).not.toContain('S3CR3T')
    }
  })
})
