import { describe, expect, it } from 'vitest'
import { CHECK_IDS } from '@/lib/checks/catalogue/index'
import { exampleDraft, judged } from '../example-draft'

describe('waivers', () => {
  it('may be for any check, on every host or one', () => {
    const waivers = CHECK_IDS.flatMap((check) => [
      { check, host: '', reason: '' },
      { check, host: 'node1', reason: 'spare parts are under way' },
    ])
    expect(judged({ ...exampleDraft(), waivers })).toEqual([])
  })

  it('are refused for a check that there is not', () => {
    const waivers = [{ check: 'cpus', host: '', reason: '' }]
    expect(judged({ ...exampleDraft(), waivers })).toEqual(['error waiver-unknown waivers[0].check'])
  })

  it('warn of a host that there is not, and of an invisible reason', () => {
    const waivers = [{ check: 'cpu', host: 'node9', reason: 'a\u202eb' }]
    expect(judged({ ...exampleDraft(), waivers })).toEqual([
      'error control-character waivers[0].reason',
      'warning waiver-host-unknown waivers[0].host',
    ])
  })
})
