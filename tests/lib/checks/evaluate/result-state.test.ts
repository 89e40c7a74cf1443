import { describe, expect, it } from 'vitest'
import { CHECKS, type Finding } from '@/lib/checks/catalogue/index'
import { UNKNOWN_REASONS } from '@/lib/checks/define-check'
import { blockingFindings, worstStatus } from '@/lib/checks/evaluate/result-state'
import { findingMessageKey } from '@/lib/checks/message-key'
import { hostFacts } from '@/lib/checks/probe/host-facts'
import { buildReport } from '@/lib/checks/report/json-report'
import { MACHINE_FAILURES } from '@/lib/contract/failure'
import en from '@/lib/messages/en/checks.json'
import { host, probeResult } from '../fixtures'

const finding = (check: Finding['check'], status: Finding['status'], reason = 'x'): Finding => ({
  check,
  status,
  reason,
  facts: {},
})

describe('the worst of some findings', () => {
  it('is failing before unknown before warning before passing', () => {
    expect(worstStatus([finding('cpu', 'pass'), finding('os', 'unknown'), finding('disk', 'warn')])).toBe(
      'unknown',
    )
    expect(worstStatus([finding('cpu', 'fail'), finding('os', 'unknown')])).toBe('fail')
    expect(worstStatus([])).toBeUndefined()
  })
})

describe('what blocks', () => {
  const findings = [
    finding('cpu', 'fail'),
    finding('os', 'fail'),
    finding('disk', 'unknown'),
    finding('clock', 'warn'),
  ]
  const waiver = (check: string, name: string) => ({ check, host: name, reason: 'known' })
  it('is every failure that nobody waived, and nothing else', () => {
    expect(blockingFindings('n', findings, []).map(({ check }) => check)).toEqual(['cpu', 'os'])
    expect(blockingFindings('n', findings, [waiver('cpu', 'n')]).map(({ check }) => check)).toEqual(['os'])
  })
  it('is not waived by a waiver for another host, but by one for all', () => {
    expect(blockingFindings('n', findings, [waiver('cpu', 'other')])).toHaveLength(2)
    expect(blockingFindings('n', findings, [waiver('cpu', ''), waiver('os', '')])).toEqual([])
  })
})

describe('the report', () => {
  const one = host('node1')
  const two = host('node2')
  const say = ({ check, reason }: Finding, part: string) => `${check}.${reason}.${part}`
  const made = buildReport(
    [
      {
        host: one,
        facts: hostFacts(probeResult()),
        sheet: probeResult(),
        findings: [finding('cpu', 'fail', 'minimum'), finding('clock', 'pass')],
      },
      {
        host: two,
        facts: undefined,
        sheet: undefined,
        findings: [finding('ssh', 'fail', 'auth'), finding('clock', 'pass')],
      },
    ],
    { waivers: [{ check: 'cpu', host: '', reason: '' }], seconds: 1.94, say },
  )
  it('has the shape of the contract', () => {
    expect(made).toEqual({
      ready: false,
      seconds: 1.9,
      hosts: {
        node1: {
          reached: true,
          facts: { os: 'centos 7.5.1804', cores: 8, memoryMiB: 16384, addresses: ['192.168.0.2'] },
          findings: [
            {
              check: 'cpu',
              status: 'fail',
              message: 'cpu.minimum.message',
              remedy: 'cpu.minimum.remedy',
              waived: true,
            },
          ],
        },
        node2: {
          reached: false,
          findings: [
            { check: 'ssh', status: 'fail', message: 'ssh.auth.message', remedy: 'ssh.auth.remedy' },
          ],
        },
      },
      cluster: [{ check: 'clock', status: 'pass', hosts: ['node1', 'node2'], message: 'clock.x.message' }],
    })
  })
})

describe('the texts', () => {
  const reasons = CHECKS.flatMap(({ id, reasons: its }) => its.map((reason) => [id, reason] as const))
  /** Why a machine did not answer is told by its failure's own text. */
  const failures = new Set<string>([...MACHINE_FAILURES, 'refused', 'unreachable'])
  it.each(reasons.filter(([, reason]) => !failures.has(reason)))('say %s %s', (check, reason) => {
    expect(at(findingMessageKey({ check, status: 'warn', reason, facts: {} }, 'message'))).toEqual(
      expect.any(String),
    )
  })
  it.each(UNKNOWN_REASONS)('say for every check that it is %s', (reason) => {
    const said = findingMessageKey({ check: 'cpu', status: 'unknown', reason, facts: {} }, 'remedy')
    expect(said).toBe(`checks.unknown.${reason}.remedy`)
    expect(at(said)).toEqual(expect.any(String))
  })
  it.each(CHECKS.map(({ id }) => id))('say what %s is and why it matters', (id) => {
    expect(at(`checks.${id}.title`)).toEqual(expect.any(String))
    expect(at(`checks.${id}.why`)).toEqual(expect.any(String))
  })
  it('of a machine that did not answer are those of its failure', () => {
    const facts = { failure: 'host-key-changed' }
    expect(
      findingMessageKey({ check: 'ssh', status: 'fail', reason: 'host-key-changed', facts }, 'remedy'),
    ).toBe('failures.host-key-changed.remedy')
  })
  it('say nothing that no check finds', () => {
    const written = Object.entries(en).flatMap(([check, texts]) =>
      Object.keys(texts)
        .filter((key) => key !== 'title' && key !== 'why')
        .map((reason) => `${check}.${reason}`),
    )
    const found = new Set([
      ...reasons.map(([check, reason]) => `${check}.${reason}`),
      'unknown.unread',
      'unknown.unreached',
    ])
    expect(written.filter((key) => !found.has(key))).toEqual([])
  })
})

/** The text at a key of the checks' file. */
function at(key: string): unknown {
  return key
    .split('.')
    .slice(1)
    .reduce<unknown>(
      (tree, part) =>
        tree && typeof tree === 'object'
          ? Object.entries(tree).find(([name]) => name === part)?.[1]
          : undefined,
      en,
    )
}
