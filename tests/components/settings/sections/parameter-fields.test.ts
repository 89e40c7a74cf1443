import { createElement } from 'react'
import { describe, expect, it } from 'vitest'
import { ParameterFields } from '@/components/settings/sections/parameter-fields'
import { DraftProvider } from '@/components/wizard/draft/draft-store'
import { ValidationProvider } from '@/components/wizard/draft/validation'
import { SECRET_PLACEHOLDER } from '@/lib/cluster/draft/draft'
import type { Parameter } from '@/lib/cluster/release-options'
import { markup } from '../../run/markup'

const field = (key: string, kind: Parameter['kind'], more: Partial<Parameter> = {}): Parameter => ({
  ...{ key, kind, required: false, default: '' },
  ...more,
})

/** Storage parameters that have texts. */
const SERVER = 'nfs_server'
const PATH = 'nfs_path'

/** The fields as HTML. */
function html(parameters: readonly Parameter[], values: Record<string, string> = {}): string {
  const fields = createElement(ParameterFields, {
    parameters,
    values,
    onChange: () => {},
    path: 'storage.parameters',
    texts: 'storage.parameters',
  })
  const validation = { visitedSteps: new Set<never>(), showStepProblems: () => {}, children: fields }
  const draft = { children: () => createElement(ValidationProvider, validation) }
  return markup(createElement(DraftProvider, draft))
}

const choices = (count: number) => Array.from({ length: count }, (_, index) => `1.${index}`)

describe('the field of a parameter', () => {
  it('has the label and the help of its texts, and names the installer’s key and default', () => {
    const text = html([field(PATH, 'path', { default: '/srv' })])
    expect(text).toContain(`data-help="storage.parameters.${PATH}.help"`)
    expect(text).toContain(`for="storage.parameters.${PATH}"`)
    expect(text).toContain(`<code class="font-mono text-xs">${PATH}</code> · default: /srv`)
    expect(text).toMatch(new RegExp(`<input[^>]* id="storage\\.parameters\\.${PATH}"`))
  })

  it('is a segmented control for few choices, and a select box for many or without a default', () => {
    expect(html([field(PATH, 'choice', { default: '1.0', choices: choices(3) })])).toContain(
      'role="radiogroup"',
    )
    expect(html([field(PATH, 'choice', { default: '1.0', choices: choices(40) })])).toContain(
      'role="combobox"',
    )
    const unset = html([field(PATH, 'choice', { choices: choices(2) })])
    expect(unset).toContain('role="combobox"')
    expect(unset).toContain('Not set')
  })

  it('is a switch that shows the default of a boolean', () => {
    expect(html([field(PATH, 'boolean', { default: 'true' })])).toMatch(
      /role="switch"[^>]*aria-checked="true"/,
    )
    expect(html([field(PATH, 'boolean', { default: 'true' })], { [PATH]: 'false' })).toMatch(
      /role="switch"[^>]*aria-checked="false"/,
    )
  })

  it.each([
    ['a secret', field(PATH, 'secret')],
    ['a URL that may contain a password', field(PATH, 'url', { sensitive: true })],
  ])('masks %s, and never shows its placeholder', (_, parameter) => {
    expect(html([parameter], { [PATH]: 'typed' })).toContain('type="password"')
    const stored = html([parameter], { [PATH]: SECRET_PLACEHOLDER })
    expect(stored).toContain('Saved (encrypted)')
    expect(stored).not.toContain('\u0000')
  })

  it('has several lines for lists and YAML', () => {
    expect(html([field(PATH, 'list')], { [PATH]: 'a\nb' })).toMatch(/<textarea[^>]*>a\nb<\/textarea>/)
    expect(html([field(PATH, 'yaml')], { [PATH]: 'a: 1' })).toMatch(/<textarea[^>]*rows="10"/)
  })

  it('is hidden while it does not apply', () => {
    const both = [
      field(SERVER, 'choice', { default: 'none', choices: ['none', 'nfs'] }),
      field(PATH, 'path', { when: { key: SERVER, equals: 'nfs' } }),
    ]
    expect(html(both)).not.toContain(`storage.parameters.${PATH}`)
    expect(html(both, { [SERVER]: 'nfs' })).toContain(`storage.parameters.${PATH}`)
  })
})
