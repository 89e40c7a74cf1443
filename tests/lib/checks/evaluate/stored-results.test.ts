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
const run = (findings: Finding[], at: number, more: Partial<Parameters<typeof mergeResults>[1]> = {}) => ({
  findings,
  at,
  final: true,
  hashInputs: () => `hash ${at}`,
  ...more,
})
const summarize = ({ results }: StoredHostResults) =>
  results.flatMap(({ findings }) => findings.map(({ check, status }) => `${check} ${status}`))
const first = mergeResults(undefined, run([found('cpu'), found('disk', 'fail'), found('clock')], 1))

describe('re-checking a host', () => {
  it('preserves old results until the run has new ones', () => {
    const partial = mergeResults(first, run([found('cpu', 'warn')], 2, { final: false }))
    expect(summarize(partial)).toEqual(['disk fail', 'clock pass', 'cpu warn'])
    const ended = mergeResults(partial, run([found('cpu', 'warn'), found('clock')], 3))
    expect(summarize(ended)).toEqual(['cpu warn', 'clock pass'])
    expect(ended).toMatchObject({ at: 3, partial: false })
  })

  it('for one check preserves the other results with time and input hash', () => {
    const rerun = mergeResults(first, run([found('disk')], 5, { onlyChecks: ['disk'] }))
    expect(summarize(rerun)).toEqual(['cpu pass', 'clock pass', 'disk pass'])
    expect(toHostResults(rerun, [])).toMatchObject({ at: 1, rerunAt: { disk: 5 }, partial: false })
    expect(staleChecks(rerun, () => 'hash 5')).toEqual(['cpu', 'clock'])
  })

  it('for a check that no longer applies removes its result', () => {
    expect(summarize(mergeResults(first, run([], 5, { onlyChecks: ['disk'] })))).toEqual([
      'cpu pass',
      'clock pass',
    ])
  })
})

describe('a stopped run', () => {
  it('marks a new host as partial', () => {
    const stopped = mergeResults(undefined, run([found('cpu')], 1, { final: false }))
    expect(stopped.partial).toBe(true)
    expect(mergeResults(stopped, run([found('cpu')], 2, { onlyChecks: ['cpu'] })).partial).toBe(true)
    expect(mergeResults(stopped, run([found('cpu')], 2)).partial).toBe(false)
  })

  it('does not mark a host with complete results as partial', () => {
    expect(mergeResults(first, run([found('cpu')], 2, { final: false })).partial).toBe(false)
  })
})
