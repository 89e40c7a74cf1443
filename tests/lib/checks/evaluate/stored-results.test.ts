import { describe, expect, it } from 'vitest'
import type { Finding } from '@/lib/checks/catalogue/index'
import {
  mergeResults,
  type StoredHostResults,
  staleChecks,
  toHostResults,
} from '@/lib/checks/evaluate/stored-results'

const found = (check: Finding['check'], status: Finding['status'] = 'pass'): Finding => ({
  check,
  status,
  reason: 'x',
  facts: {},
})
const round = (findings: Finding[], at: number, more: Partial<Parameters<typeof mergeResults>[1]> = {}) => ({
  findings,
  at,
  final: true,
  basis: () => `basis ${at}`,
  ...more,
})
const shown = (kept: StoredHostResults) =>
  kept.verdicts.flatMap(({ findings }) => findings.map(({ check, status }) => `${check} ${status}`))
const first = mergeResults(undefined, round([found('cpu'), found('disk', 'fail'), found('clock')], 1))

describe('a host that is checked again', () => {
  it('keeps what a round has not come to yet, until it ends', () => {
    const midway = mergeResults(first, round([found('cpu', 'warn')], 2, { final: false }))
    expect(shown(midway)).toEqual(['disk fail', 'clock pass', 'cpu warn'])
    const ended = mergeResults(midway, round([found('cpu', 'warn'), found('clock')], 3))
    expect(shown(ended)).toEqual(['cpu warn', 'clock pass'])
    expect(ended).toMatchObject({ at: 3, partial: false })
  })

  it('for one check keeps the others with their age and their basis', () => {
    const again = mergeResults(first, round([found('disk')], 5, { only: ['disk'] }))
    expect(shown(again)).toEqual(['cpu pass', 'clock pass', 'disk pass'])
    expect(toHostResults(again, [])).toMatchObject({ at: 1, again: { disk: 5 }, partial: false })
    expect(staleChecks(again, () => 'basis 5')).toEqual(['cpu', 'clock'])
  })

  it('for one check that no longer applies loses its verdict', () => {
    expect(shown(mergeResults(first, round([], 5, { only: ['disk'] })))).toEqual(['cpu pass', 'clock pass'])
  })
})

describe('a round that was stopped midway', () => {
  it('leaves a host of which not everything is known', () => {
    const stopped = mergeResults(undefined, round([found('cpu')], 1, { final: false }))
    expect(stopped.partial).toBe(true)
    expect(mergeResults(stopped, round([found('cpu')], 2, { only: ['cpu'] })).partial).toBe(true)
    expect(mergeResults(stopped, round([found('cpu')], 2)).partial).toBe(false)
  })

  it('takes nothing from a host that was known before', () => {
    expect(mergeResults(first, round([found('cpu')], 2, { final: false })).partial).toBe(false)
  })
})
