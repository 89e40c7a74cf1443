import { describe, expect, it } from 'vitest'
import { CHECK_IDS } from '@/lib/checks/catalogue/index'
import { exampleDraft, validate } from '../example-draft'

describe('waivers', () => {
  it('may be for any check, on one host or on all', () => {
    const waivers = CHECK_IDS.flatMap((check) => [
      { check, host: '', reason: '' },
      { check, host: 'node1', reason: 'spare parts are under way' },
    ])
    expect(validate({ ...exampleDraft(), waivers })).toEqual([])
  })

  it('are rejected for an unknown check', () => {
    const waivers = [{ check: 'cpus', host: '', reason: '' }]
    expect(validate({ ...exampleDraft(), waivers })).toEqual(['error waiver-unknown waivers[0].check'])
  })

  it('with an unknown host are a warning, with an invisible reason an error', () => {
    const waivers = [{ check: 'cpu', host: 'node9', reason: 'a\u202eb' }]
    expect(validate({ ...exampleDraft(), waivers })).toEqual([
      'error control-character waivers[0].reason',
      'warning waiver-host-unknown waivers[0].host',
    ])
  })
})
