import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { emptyBastion } from '@/lib/cluster/bastion'
import { type Draft, draft as draftSchema } from '@/lib/cluster/draft/draft'
import { emptyDraft, emptyHost } from '@/lib/cluster/draft/empty-draft'
import { ADDON, BASTION, HOST, LOGIN, SETTINGS, TASKBOX, WAIVER } from '@/lib/cluster/draft/field-table'
import { type Field, type FieldGroup, isField } from '@/lib/cluster/draft/field-types'
import { mapTextFields } from '@/lib/cluster/draft/map-text-fields'
import { normalize } from '@/lib/cluster/draft/normalize'
import { readClusterFile } from '@/lib/cluster/file/read'
import { writeClusterFile } from '@/lib/cluster/file/write'
import { extractSecrets } from '@/lib/credentials/draft-secrets'

const nameOf = (owner: string, key: string) => (owner ? `${owner}.${key}` : key)

/** A draft with all sections and a padded value in every text field. */
function filledDraft(): Draft {
  const start = emptyDraft()
  const draft: Draft = {
    ...start,
    taskbox: { ...start.taskbox, kind: 'ssh', bastion: emptyBastion() },
    bastion: emptyBastion(),
    hosts: [emptyHost('h1', { sharedLogin: false, bastion: emptyBastion() })],
    addons: { harbor: { enabled: false, domain: '' } },
    waivers: [{ check: '', host: '', reason: '' }],
  }
  return mapTextFields(draft, (value, { kind }, owner, key) =>
    kind === 'choice' ? value : ` ${nameOf(owner, key)} `,
  )
}

function fieldNames(group: FieldGroup, owner = ''): string[] {
  return Object.entries(group).flatMap(([key, node]) =>
    isField(node) ? [`${owner}${key}`] : fieldNames(node, `${owner}${key}.`),
  )
}

function textsOf(draft: Draft): Map<string, { kind: Field['kind']; value: string }> {
  const texts = new Map<string, { kind: Field['kind']; value: string }>()
  mapTextFields(draft, (value, { kind }, owner, key) => {
    texts.set(nameOf(owner, key), { kind, value })
    return value
  })
  return texts
}

describe('every field', () => {
  const draft = filledDraft()
  const texts = textsOf(draft)

  it('is part of a draft', () => {
    expect(draftSchema.parse(draft)).toEqual(draft)
    const groups: [FieldGroup, string][] = [
      [SETTINGS, ''],
      [LOGIN, 'login.'],
      [TASKBOX, 'taskbox.'],
      [BASTION, 'taskbox.bastion.'],
      [BASTION, 'bastion.'],
      [HOST, 'host:h1.'],
      [BASTION, 'host:h1.bastion.'],
      [WAIVER, 'waiver.'],
      [ADDON, 'addon:harbor.'],
    ]
    const names = groups.flatMap(([group, owner]) => fieldNames(group, owner))
    const machines = ['taskbox', 'taskbox.bastion', 'bastion', 'host:h1', 'host:h1.bastion']
    const sha1 = machines.map((machine) => `${machine}.allowSha1`)
    const others = ['addon:harbor.enabled', 'host:h1.taskbox', 'host:h1.roles', ...sha1]
    expect([...texts.keys(), ...others].sort()).toEqual(names.sort())
  })

  it('is trimmed, unless it is a secret', () => {
    for (const [name, { kind, value }] of textsOf(normalize(draft)))
      expect(value).toBe(kind === 'secret' ? ` ${name} ` : texts.get(name)?.value.trim())
  })

  it('is written to a cluster file and read back', () => {
    const file = readClusterFile(writeClusterFile(draft, { secrets: 'plain', release: undefined }))
    expect(file.problems).toEqual([])
    expect(file.draft).toEqual(draft)
  })

  it('is extracted by name if it is a secret', () => {
    const secrets = [...texts].filter(([, { kind }]) => kind === 'secret').map(([name]) => name)
    expect(extractSecrets(draft)).toEqual(Object.fromEntries(secrets.map((name) => [name, ` ${name} `])))
    expect(secrets).toHaveLength(4 + 4 + 3 + 3 + 4 + 3)
  })

  it('is documented in docs/cluster-file.md', () => {
    const contract = readFileSync('docs/cluster-file.md', 'utf8')
    for (const name of [...fieldNames({ SETTINGS, LOGIN, TASKBOX, BASTION, HOST, WAIVER, ADDON })])
      expect(contract).toMatch(new RegExp(`\\b${name.split('.').at(-1)}\\b`))
  })
})
