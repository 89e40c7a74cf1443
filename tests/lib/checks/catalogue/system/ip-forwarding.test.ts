import { expect, it } from 'vitest'
import { ipForwarding } from '@/lib/checks/catalogue/system/ip-forwarding'
import { evaluate, files, probeResult } from '../../fixtures'

const VALUE = '/proc/sys/net/ipv4/ip_forward'

it.each([
  [{ [VALUE]: ['1'] }, 'pass on'],
  [{ [VALUE]: ['0'] }, 'pass off'],
  [{ [VALUE]: ['1'], '/etc/sysctl.d/60-hard.conf': ['net.ipv4.ip_forward = 0'] }, 'warn pinned'],
  [
    {
      [VALUE]: ['1'],
      '/etc/sysctl.d/60-hard.conf': ['net.ipv4.ip_forward=0'],
      '/etc/sysctl.conf': ['net/ipv4/ip_forward=1'],
    },
    'pass on',
  ],
  [{}, 'unknown unread'],
])('%j: %s', (all, result) => {
  expect(evaluate(ipForwarding, probeResult({ sysctl: files(all) }))).toEqual([result])
})
