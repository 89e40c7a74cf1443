import { describe, expect, it } from 'vitest'
import { toCluster } from '@/lib/cluster/draft/to-cluster'
import { validateDraft } from '@/lib/cluster/draft/validate-draft'
import type { Parameter } from '@/lib/cluster/release-options'
import { exampleDraft, lines, release } from '../example-draft'

const field = (key: string, kind: Parameter['kind'], more: Partial<Parameter> = {}): Parameter => ({
  ...{ key, kind, required: false, default: '' },
  ...more,
})
const withSections = {
  ...release,
  sections: [
    {
      id: 'proxy',
      step: 'network' as const,
      fields: [
        field('proxy_mode', 'choice', { default: 'ipvs', choices: ['ipvs', 'iptables'] }),
        field('scheduler', 'text', { default: 'rr', when: { key: 'proxy_mode', equals: 'ipvs' } }),
        field('mirrors', 'list', { items: 'url' }),
        field('pool', 'cidr'),
        field('more', 'yaml', { reserved: ['proxy_mode', 'scheduler', 'pool', 'unsafe_show_logs'] }),
        field('token', 'secret', { required: true }),
        field('prefix_ipv6', 'number', { required: true, default: '120', family: 6 }),
      ],
    },
  ],
}
const draftWith = (settings: Record<string, string>) => ({
  ...exampleDraft(),
  settings: { token: 'secret', ...settings },
})
const problems = (settings: Record<string, string>) =>
  lines(validateDraft(draftWith(settings), withSections, []))

describe('the settings of an installer', () => {
  it('of an address family apply only to a cluster that uses it', () => {
    const draft = draftWith({ prefix_ipv6: 'x' })
    const dual = { ...draft, network: { ...draft.network, families: 'dual' as const } }
    const ofPrefix = (one: typeof draft) =>
      lines(validateDraft(one, withSections, [])).filter((line) => line.includes('prefix_ipv6'))
    expect(ofPrefix(draft)).toEqual([])
    expect(ofPrefix(dual)).toHaveLength(1)
    expect(toCluster(draft, withSections).settings).not.toHaveProperty('prefix_ipv6')
    expect(toCluster(dual, withSections).settings).toHaveProperty('prefix_ipv6')
  })

  it('are optional or have a default, unless they are required', () => {
    expect(problems({})).toEqual([])
    expect(problems({ token: '' })).toEqual(['error storage-parameter-missing settings.token'])
  })

  it.each([
    ['proxy_mode', 'nftables', 'choice-invalid'],
    ['mirrors', 'https://a.example\nb c', 'url-invalid'],
    ['pool', '10.0.0.0/33', 'cidr-invalid'],
    ['more', '- a', 'setting-not-mapping'],
    ['more', 'a: [', 'setting-yaml-invalid'],
    ['other', 'x', 'setting-unknown'],
  ])('with an invalid value are refused: %s', (key, value, code) => {
    expect(problems({ [key]: value })).toEqual([`error ${code} settings.${key}`])
  })

  it.each([
    ['mirror', 'htp://user:PASSWORD@mirror', 'value'],
    ['variables', 'password: *PASSWORD', 'reason'],
    ['variables', '!PASSWORD x', 'reason'],
  ])('that are sensitive are not quoted in a problem: %s: %s', (key, value, fact) => {
    const fields = [
      field('mirror', 'url', { sensitive: true }),
      field('variables', 'yaml', { sensitive: true }),
    ]
    const sensitive = { ...release, sections: [{ id: 'all', step: 'network' as const, fields }] }
    const found = validateDraft({ ...exampleDraft(), settings: { [key]: value } }, sensitive, [])
    expect(found.map(({ facts }) => Object.keys(facts))).toEqual([expect.arrayContaining([fact])])
    expect(JSON.stringify(found)).not.toContain('PASSWORD')
  })

  it('may not be repeated by further variables, unless they have no value', () => {
    const more = 'proxy_mode: x\nscheduler: x\npool: x\nunsafe_show_logs: x\nown: x'
    const reserved = (settings: Record<string, string>) =>
      validateDraft(draftWith({ more, ...settings }), withSections, []).map(({ code, facts }) => [
        code,
        facts.key,
      ])
    expect(reserved({})).toEqual(
      ['proxy_mode', 'scheduler', 'unsafe_show_logs'].map((name) => ['setting-reserved', name]),
    )
    expect(reserved({ proxy_mode: 'iptables', pool: '10.0.0.0/8' })).toEqual(
      ['proxy_mode', 'pool', 'unsafe_show_logs'].map((name) => ['setting-reserved', name]),
    )
  })

  it('may be left over from another installer only if they are empty', () => {
    expect(problems({ other: '' })).toEqual([])
  })

  it('of a cluster are those that apply, with their defaults', () => {
    const { settings } = toCluster(draftWith({ proxy_mode: 'iptables', more: 'a: 1\n\nb: 2' }), withSections)
    expect(settings).toEqual({ proxy_mode: 'iptables', more: 'a: 1\n\nb: 2', token: 'secret' })
    expect(toCluster(draftWith({}), withSections).settings).toMatchObject({
      proxy_mode: 'ipvs',
      scheduler: 'rr',
    })
  })
})
