/** Regression: Ansible evaluated `{{ … }}` in storage parameters as root on the taskbox. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, expect, it } from 'vitest'
import type { Cluster } from '@/lib/cluster/cluster'
import { advanced100 } from '@/lib/installers/kubesphere/releases'
import { renderSettings } from '@/lib/installers/kubesphere/vars/settings'
import { defaultSettings } from '@/lib/installers/kubesphere/vars/template'
import { scaled } from '../../../../scale'
import { variablesOf } from '../../../ansible/inventory/real-ansible'
import { cluster } from './sample-files'

const folder = mkdtempSync(path.join(tmpdir(), 'templates-'))
afterAll(() => rmSync(folder, { recursive: true }))
const evidenceFile = path.join(folder, 'ran')

const HOSTILE = [
  `/srv/{{ lookup('pipe', 'touch ${evidenceFile}') }}`,
  '{% for a in [1] %}x{% endfor %}',
  '{# a comment #}secret',
  `a'"\\{{ 1 + 1 }}%d`,
  '["{{ 1 }}"]',
]

const TEXT_KINDS: ReadonlySet<string> = new Set(['text', 'path', 'url', 'secret', 'address'])

/** All text parameters of all storage classes, with each of the hostile values. */
const FILES = advanced100.storageClasses
  .flatMap(({ id, parameters }) =>
    HOSTILE.slice(0, scaled(2, HOSTILE.length)).map((_, shift) => {
      const texts = parameters.filter(({ kind }) => TEXT_KINDS.has(kind)).map(({ key }) => key)
      const values = texts.map((key, index) => [key, HOSTILE[(index + shift) % HOSTILE.length] ?? ''])
      return { id, values: Object.fromEntries(values) as Record<string, string> }
    }),
  )
  .filter(({ values }) => Object.keys(values).length > 0)

it('are literals for Ansible', () => {
  const files = FILES.map(({ id, values }) => {
    const withParameters: Cluster = { ...cluster(), storage: { class: id, parameters: values } }
    const { text } = renderSettings(
      withParameters,
      advanced100,
      advanced100.settingsFile,
      defaultSettings(advanced100, advanced100.settingsFile),
    )
    return { yaml: text, keys: Object.keys(values).filter((key) => text.includes(`\n${key}: `)) }
  })
  const typed = files.map(({ keys }, index) => keys.map((key) => [key, FILES[index]?.values[key]]))
  expect(typed.flat().length).toBeGreaterThan(40)
  expect(variablesOf(files)).toEqual(typed.map((entries) => Object.fromEntries(entries)))
  expect(existsSync(evidenceFile)).toBe(false)
}, 120_000)
