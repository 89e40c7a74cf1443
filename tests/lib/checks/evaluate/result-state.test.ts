import { describe, expect, it } from 'vitest'
import type { Finding } from '@/lib/checks/catalogue/index'
import { blockingFindings } from '@/lib/checks/evaluate/result-state'

const finding = (check: Finding['check'], status: Finding['status']): Finding => ({
  check,
  status,
  reason: 'x',
  facts: {},
})

describe('blockingFindings', () => {
  const findings = [
    finding('cpu', 'fail'),
    finding('os', 'fail'),
    finding('disk', 'unknown'),
    finding('clock', 'warn'),
  ]
  const waiver = (check: string, name: string) => ({ check, host: name, reason: 'known' })
  it('are the failures without a waiver', () => {
    expect(blockingFindings('n', findings, []).map(({ check }) => check)).toEqual(['cpu', 'os'])
    expect(blockingFindings('n', findings, [waiver('cpu', 'n')]).map(({ check }) => check)).toEqual(['os'])
  })
  it('are waived for their host or for all hosts', () => {
    expect(blockingFindings('n', findings, [waiver('cpu', 'other')])).toHaveLength(2)
    expect(blockingFindings('n', findings, [waiver('cpu', ''), waiver('os', '')])).toEqual([])
  })
})
