/** Every section, setting, choice and network plugin of Kubespray and k3s has texts in both languages. */
import { describe, expect, it } from 'vitest'
import type { Parameter } from '@/lib/cluster/release-options'
import type { Release } from '@/lib/installers/installer'
import { k3sRelease } from '@/lib/installers/k3s/release'
import { kubesprayRelease } from '@/lib/installers/kubespray/release'
import { KNOWN_PLUGINS, URL_VARIABLES } from '@/lib/installers/kubespray/sources'
import { secretSettingsOf } from '@/lib/installers/secret-parameters'
import en from '@/lib/messages/en/index'
import zh from '@/lib/messages/zh-CN/index'
import { FACTS } from './kubespray/facts'

function require<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('not described')
  return value
}
const kubespray = require(
  kubesprayRelease('2.31.0', { ...FACTS, urlVariables: [...URL_VARIABLES], plugins: [...KNOWN_PLUGINS] }),
)
const k3s = require(
  k3sRelease('1.2.2', {
    ansible: ['2.15.0'],
    k3sDefault: ['v1.31.12+k3s1'],
    optionalVariables: ['manage_firewall'],
  }),
)

const fieldsOf = ({ sections }: Release): readonly Parameter[] => sections.flatMap(({ fields }) => fields)

/** The text under a key, such as `settings.k3s.token.label`. */
function text(messages: object, key: string): unknown {
  return key
    .split('.')
    .reduce<unknown>((tree, part) => (tree instanceof Object ? Reflect.get(tree, part) : undefined), messages)
}

describe.each([
  ['English', en],
  ['Chinese', zh],
])('%s texts', (_, messages) => {
  it.each([kubespray, k3s])('exist for every setting and section of $installer', (release) => {
    const prefix = `settings.${release.installer}`
    const keys = [
      ...release.sections.map(({ id }) => `${prefix}.sections.${id}.title`),
      ...fieldsOf(release).flatMap(({ key }) => [`${prefix}.${key}.label`, `${prefix}.${key}.help.text`]),
      ...release.networkPlugins.map((plugin) => `network.plugin.${plugin}.title`),
      ...release.storageClasses.flatMap(({ id, parameters }) => [
        `storage.classes.${id}.title`,
        ...parameters.map(({ key }) => `storage.parameters.${key}.label`),
      ]),
    ]
    expect(keys.filter((key) => typeof text(messages, key) !== 'string')).toEqual([])
  })

  it.each([kubespray, k3s])('exist for nothing else of $installer', (release) => {
    const known = ['sections', ...fieldsOf(release).map(({ key }) => key)]
    const found = text(messages, `settings.${release.installer}`)
    expect(Object.keys(found instanceof Object ? found : {}).sort()).toEqual(known.sort())
  })
})

describe('settings', () => {
  it.each([kubespray, k3s])('of $installer have unique keys, and defaults among their choices', (release) => {
    const fields = fieldsOf(release)
    expect(new Set(fields.map(({ key }) => key)).size).toBe(fields.length)
    for (const { kind, key, choices, default: initial } of fields)
      if (kind === 'choice') expect(choices, key).toContain(initial)
  })

  it('offer the versions of the checkout, the newest first', () => {
    const field = fieldsOf(kubespray).find(({ key }) => key === 'kube_version')
    expect(field).toMatchObject({ choices: ['1.35.0', '1.34.3', '1.31.9'], default: '1.34.3' })
  })

  it('redirect downloads only if the checkout has a variable for their sites', () => {
    const keysOf = (urlVariables: string[]) =>
      fieldsOf(require(kubesprayRelease('2.31.0', { ...FACTS, urlVariables }))).map(({ key }) => key)
    expect(keysOf([])).not.toContain('files_repo')
    expect(keysOf(['github_url'])).toContain('files_repo')
  })

  it('that may contain a password are secrets', () => {
    const secrets = secretSettingsOf(kubespray.sections)
    expect([...secrets]).toEqual(
      expect.arrayContaining(['http_proxy', 'files_repo', 'python_index_url', 'extra_variables']),
    )
    expect(secretSettingsOf(k3s.sections).has('token')).toBe(true)
  })
})
