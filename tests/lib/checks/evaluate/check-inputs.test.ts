import { describe, expect, it } from 'vitest'
import { CHECK_IDS, type CheckId, getCheck } from '@/lib/checks/catalogue/index'
import { createInputSerializer } from '@/lib/checks/evaluate/check-inputs'
import { emptyBastion } from '@/lib/cluster/bastion'
import { type Draft, type HostDraft, SECRET_PLACEHOLDER } from '@/lib/cluster/draft/draft'
import { emptyDraft, emptyHost } from '@/lib/cluster/draft/empty-draft'
import { FACTS } from '../../installers/kubespray/facts'

const hostDraft = (index: number, more: Partial<HostDraft> = {}): HostDraft =>
  emptyHost(`h${index}`, {
    name: `node${index}`,
    address: `10.0.0.${index}`,
    password: SECRET_PLACEHOLDER,
    sharedLogin: false,
    roles: ['node'],
    ...more,
  })
const draft: Draft = { ...emptyDraft(), hosts: [hostDraft(1), hostDraft(2)] }
const revisions = { 'host:h1.password': 1, 'host:h2.password': 1, 'login.password': 1 }

/** Results whose inputs changed, as `check host`. */
function changed(after: Draft, nextRevisions: Record<string, number> = revisions): string[] {
  const one = createInputSerializer(draft, revisions)
  const other = createInputSerializer(after, nextRevisions)
  return draft.hosts.flatMap(({ id }) =>
    CHECK_IDS.filter(
      (check) => one(getCheck(check).dependsOn, id) !== other(getCheck(check).dependsOn, id),
    ).map((check) => `${check} ${id}`),
  )
}
const withHost = (more: Partial<HostDraft>): Draft => ({
  ...draft,
  hosts: [hostDraft(1, more), hostDraft(2)],
})
const dependingOn = (input: string): CheckId[] =>
  CHECK_IDS.filter((check) => getCheck(check).dependsOn.some((one) => one === input))

describe('a result is stale', () => {
  it.each<[string, Partial<HostDraft>]>([
    ['port', { port: '2222' }],
    ['user', { user: 'admin' }],
    ['host key', { hostKey: 'SHA256:x' }],
    ['bastion', { bastion: { ...emptyBastion(), address: '198.51.100.7' } }],
  ])('on a host whose %s changed, and elsewhere only for checks that compare hosts', (_, more) => {
    const found = changed(withHost(more))
    expect(found.filter((one) => one.endsWith('h1'))).toEqual(CHECK_IDS.map((check) => `${check} h1`))
    const others = found.filter((one) => one.endsWith('h2')).map((one) => one.split(' ')[0])
    for (const check of others) expect(dependingOn('hosts')).toContain(check)
    expect(others).not.toContain('cpu')
  })

  it('on a host with a new secret, detected by its revision', () => {
    const found = changed(draft, { ...revisions, 'host:h1.password': 2 })
    expect(found).toEqual(CHECK_IDS.map((check) => `${check} h1`))
  })

  it('on no host when an unused shared login changes', () => {
    expect(changed(draft, { ...revisions, 'login.password': 2 })).toEqual([])
  })

  it('on every host behind a shared bastion that is added or has a new secret', () => {
    const every = draft.hosts.flatMap(({ id }) => CHECK_IDS.map((check) => `${check} ${id}`))
    const bastion = { ...emptyBastion(), address: '198.51.100.7', password: SECRET_PLACEHOLDER }
    expect(changed({ ...draft, bastion })).toEqual(every)
    const inputs = createInputSerializer({ ...draft, bastion }, { ...revisions, 'bastion.password': 1 })
    const after = createInputSerializer({ ...draft, bastion }, { ...revisions, 'bastion.password': 2 })
    expect(after(['name'], 'h1')).not.toBe(inputs(['name'], 'h1'))
  })

  it('for the checks that depend on a changed network only', () => {
    const found = changed({ ...draft, network: { ...draft.network, podCidr: '10.9.0.0/16' } })
    expect(found).toEqual(
      draft.hosts.flatMap(({ id }) => dependingOn('networks').map((check) => `${check} ${id}`)),
    )
    expect(found.length).toBeGreaterThan(0)
    expect(found).not.toContain('cpu h1')
  })

  it('for the checks that depend on IPv6, only if the cluster uses it', () => {
    const network = { ...draft.network, podCidrIpv6: 'fd00::/112' }
    expect(changed({ ...withHost({ ip6: 'fd00::1' }), network })).toEqual([])
    const dual = changed({ ...draft, network: { ...network, families: 'dual' } })
    for (const check of [...dependingOn('networks'), ...dependingOn('ip')])
      expect(dual).toContain(`${check} h1`)
    expect(dual).not.toContain('cpu h1')
  })

  it('for the checks that depend on a name, on the renamed host only unless they compare hosts', () => {
    const found = changed(withHost({ name: 'other' }))
    for (const check of dependingOn('name')) expect(found).toContain(`${check} h1`)
    const hostOnly = dependingOn('name').filter((check) => !dependingOn('hosts').includes(check))
    for (const check of hostOnly) expect(found).not.toContain(`${check} h2`)
    expect(found).not.toContain('cpu h1')
  })
})

describe('a result is current', () => {
  it('on a host that was not renamed, unless the check compares hosts', () => {
    const [one, other] = [
      createInputSerializer(draft, revisions),
      createInputSerializer(withHost({ name: 'other' }), revisions),
    ]
    expect(other(['name'], 'h2')).toBe(one(['name'], 'h2'))
    expect(other(['name', 'hosts'], 'h2')).not.toBe(one(['name', 'hosts'], 'h2'))
  })

  it('after changes of the cluster name, the waivers or surrounding blanks', () => {
    expect(changed({ ...draft, name: 'other', waivers: [{ check: 'cpu', host: '', reason: '' }] })).toEqual(
      [],
    )
    expect(changed(withHost({ address: ' 10.0.0.1 ' }))).toEqual([])
  })

  it('whether the draft has the secret or its placeholder, and does not contain the secret', () => {
    const withSecret = createInputSerializer(
      { ...draft, hosts: [hostDraft(1, { password: 'S3CR3T' }), hostDraft(2)] },
      revisions,
    )
    const withPlaceholder = createInputSerializer(draft, revisions)
    for (const check of CHECK_IDS) {
      expect(withSecret(getCheck(check).dependsOn, 'h1')).toBe(
        withPlaceholder(getCheck(check).dependsOn, 'h1'),
      )
      expect(withSecret(getCheck(check).dependsOn, 'h1')).not.toContain('S3CR3T')
    }
  })
})

describe('a release that is described by its source', () => {
  const described = (settings: Draft['settings'], facts = FACTS): Draft => ({
    ...draft,
    installer: { ...draft.installer, id: 'kubespray', version: '2.30.0', facts },
    settings,
  })
  const differ = (one: Draft, other: Draft): boolean => {
    const inputs = ({ dependsOn }: ReturnType<typeof getCheck>, of: Draft) =>
      createInputSerializer(of, revisions)(dependsOn, 'h1')
    return inputs(getCheck('kernel'), one) !== inputs(getCheck('kernel'), other)
  }

  it('makes results stale when what it requires changes', () => {
    expect(differ(described({}), described({ kube_version: '1.31.9' }))).toBe(true)
    expect(differ(described({}), described({}, { ...FACTS, memoryMiB: ['2000', '1024'] }))).toBe(true)
  })

  it('keeps results valid when another setting changes', () => {
    expect(differ(described({}), described({ http_proxy: 'http://proxy:3128' }))).toBe(false)
  })
})
