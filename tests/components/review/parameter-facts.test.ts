import { createElement } from 'react'
import { expect, it } from 'vitest'
import { ParameterFacts } from '@/components/review/parameter-facts'
import { SECRET_PLACEHOLDER } from '@/lib/cluster/draft/draft'
import type { Parameter } from '@/lib/cluster/release-options'
import { markup } from '../run/markup'

/** Storage parameters that have texts. */
const [SERVER, PATH] = ['nfs_server', 'nfs_path']

/** The facts as `NAME: VALUE`. */
function facts(parameters: Partial<Parameter>[], values: Record<string, string>): string[] {
  const full = parameters.map(
    (one): Parameter => ({
      ...{ key: SERVER, kind: 'text', required: false, default: '' },
      ...one,
    }),
  )
  const html = markup(
    createElement(ParameterFacts, { parameters: full, values, texts: 'storage.parameters' }),
  )
  return [...html.matchAll(/<dt[^>]*>(.*?)<\/dt><dd[^>]*>(.*?)<\/dd>/g)].map(
    ([, name, value]) => `${name}: ${value}`,
  )
}

it('the review names the values that differ from their defaults', () => {
  const both = [{ key: SERVER, default: '10.0.0.1' }, { key: PATH }]
  expect(facts(both, { [SERVER]: '10.0.0.1', [PATH]: '/srv' })).toEqual(['Exported folder: /srv'])
})

it('the review omits the version of Kubernetes, which it shows for every installer', () => {
  const both = [{ key: SERVER, kubernetesVersion: true }, { key: PATH }]
  expect(facts(both, { [SERVER]: '1.34.1', [PATH]: '/srv' })).toEqual(['Exported folder: /srv'])
})

it.each([
  ['a boolean', { kind: 'boolean', default: 'false' }, 'true', 'Yes'],
  ['a number with its unit', { kind: 'number', unit: 'GiB' }, '20', '20 GiB'],
  ['a list', { kind: 'list' }, 'a\nb', 'a, b'],
  ['YAML by its length', { kind: 'yaml' }, 'a: 1\n\nb: 2', '2 lines'],
] as const)('the review shows %s', (_, parameter, value, shown) => {
  expect(facts([{ ...parameter, key: PATH }], { [PATH]: value })).toEqual([`Exported folder: ${shown}`])
})

it.each([
  ['a secret', { kind: 'secret' }, SECRET_PLACEHOLDER],
  ['a URL that may contain a password', { kind: 'url', sensitive: true }, 'https://user:PASSWORD@mirror'],
] as const)('the review masks %s', (_, parameter, value) => {
  expect(facts([{ ...parameter, key: PATH }], { [PATH]: value })).toEqual(['Exported folder: ••••••'])
})
