import { describe, expect, it } from 'vitest'
import type { Finding } from '@/lib/checks/catalogue/index'
import { toHostFacts } from '@/lib/checks/probe/host-facts'
import { buildReport } from '@/lib/checks/report/json-report'
import { host, probeResult } from '../fixtures'

const finding = (check: Finding['check'], status: Finding['status'], reason = 'x'): Finding => ({
  check,
  status,
  reason,
  facts: {},
})

describe('the report', () => {
  const one = host('node1')
  const two = host('node2')
  const translate = ({ check, reason }: Finding, part: string) => `${check}.${reason}.${part}`
  const report = buildReport(
    [
      {
        host: one,
        facts: toHostFacts(probeResult()),
        probe: probeResult(),
        findings: [finding('cpu', 'fail', 'minimum'), finding('clock', 'pass')],
      },
      {
        host: two,
        facts: undefined,
        probe: undefined,
        findings: [finding('ssh', 'fail', 'auth'), finding('clock', 'pass')],
      },
    ],
    { waivers: [{ check: 'cpu', host: '', reason: '' }], seconds: 1.94, translate },
  )
  it('has the documented format', () => {
    expect(report).toEqual({
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
