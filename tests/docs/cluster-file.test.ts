/** The examples and the tables of settings in the contract of the cluster file agree with the installers. */
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { CHECK_IDS } from '@/lib/checks/catalogue/index'
import type { SourceFacts } from '@/lib/cluster/draft/draft'
import { readClusterFile, validateClusterFile } from '@/lib/cluster/file/read'
import { isSecretParameter } from '@/lib/cluster/parameters'
import type { Parameter, Section } from '@/lib/cluster/release-options'
import { k3sSections } from '@/lib/installers/k3s/settings'
import { kubespraySections } from '@/lib/installers/kubespray/settings'
import { KNOWN_PLUGINS, URL_VARIABLES } from '@/lib/installers/kubespray/sources'
import { defaultsOf, findRelease, installers } from '@/lib/installers/registry'
import { FACTS } from '../lib/installers/kubespray/facts'

const text = readFileSync('docs/cluster-file.md', 'utf8')
const words = (cell = '') => [...cell.matchAll(/`([^`]+)`/g)].map(([, word = '']) => word)

/** The rows of the tables below a heading, up to the next heading. */
function tableRows(heading: string): string[][] {
  const section = text.split(/^#+ /m).find((part) => part.startsWith(`${heading}\n`)) ?? ''
  return [...section.matchAll(/^\| (`.*) \|$/gm)].map(([, row = '']) => row.split(/ ?\| ?/))
}

const FACTS_OF: Record<string, SourceFacts> = {
  kubespray: { ...FACTS, kubernetes: ['1.34.3'], plugins: [...KNOWN_PLUGINS] },
  k3s: { ansible: ['2.15.0'], k3sDefault: ['v1.31.12+k3s1'] },
}
const VERSIONS: Record<string, string> = { kubespray: '2.31.0', k3s: '1.2.2' }

function releaseOf(id: string) {
  return findRelease({ id, version: VERSIONS[id] ?? '', facts: FACTS_OF[id] ?? {} })
}

const VALUES: Partial<Record<Parameter['kind'], string>> = { url: 'URL', yaml: 'YAML', secret: 'secret' }

/** The cell that describes the value of a setting. A choice without known choices is of the checkout. */
function valueCell(field: Parameter): string {
  const { kind, choices = [] } = field
  if (kind === 'choice')
    return choices.length > 1
      ? `choice: ${choices.map((one) => `\`${one}\``).join(', ')}`
      : 'choice, of the checkout'
  const value = VALUES[kind] ?? kind
  return isSecretParameter(field) && kind !== 'secret' ? `${value}, secret` : value
}

describe.each<[string, Section[]]>([
  // Without facts that state choices and defaults, with those that add settings.
  ['Settings of Kubespray', kubespraySections({ urlVariables: [...URL_VARIABLES], ipv6: ['ipv6_stack'] })],
  ['Settings of k3s', k3sSections({ optionalVariables: ['manage_firewall'] }, '1.2.2')],
])('%s', (heading, sections) => {
  const fields = sections.flatMap((section) => section.fields)

  it('lists every setting, with its value and default', () => {
    expect(tableRows(heading).map(([key, value, initial]) => [words(key)[0], value, words(initial)])).toEqual(
      fields.map((field) => [field.key, valueCell(field), field.default === '' ? [] : [field.default]]),
    )
  })
})

describe('the table of installers', () => {
  const rows = tableRows('Installers')

  it('lists every installer', () => {
    expect(rows.map(([id]) => words(id)[0])).toEqual(installers.map(({ id }) => id))
  })

  it.each(Object.keys(VERSIONS))('names the roles, plugins and storage classes of %s', (id) => {
    const row = rows.find(([cell]) => words(cell)[0] === id)
    const release = releaseOf(id)
    expect(words(row?.[3])).toEqual(release?.roles)
    expect(words(row?.[4])).toEqual(release?.networkPlugins)
    expect(words(row?.[5])).toEqual(release?.storageClasses.map((one) => one.id))
  })
})

const FINGERPRINT = `SHA256:${'A'.repeat(43)}`

describe('the example of', () => {
  const examples = [...text.matchAll(/^```yaml\n(version: 2\n[\s\S]*?)^```/gm)].map(
    ([, example = '']) => example,
  )

  it.each(installers.map(({ id }) => id))('%s is a valid cluster file', (id) => {
    const source = examples.find(
      (example) => example.includes(`\n  id: ${id} `) || example.includes(`\n  id: ${id}\n`),
    )
    const file = readClusterFile((source ?? '').replaceAll('SHA256:…', FINGERPRINT), undefined, defaultsOf)
    const { draft, references } = file
    expect(draft.installer.id).toBe(id)
    // References are resolved by the command line.
    if (references.length > 0) draft.login.password = 'secret'
    const release = releaseOf(id) ?? findRelease(draft.installer)
    Object.assign(draft.installer, { version: release?.id })
    const errors = validateClusterFile(file, release, CHECK_IDS).filter(
      ({ severity }) => severity === 'error',
    )
    expect(errors).toEqual([])
  })
})
