import { expect, it } from 'vitest'
import { sysctl } from '@/lib/checks/sysctl'
import { files, sheet, verdictsOf } from './sheets'

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
])('%j: %s', (all, verdict) => {
  expect(verdictsOf(sysctl, sheet({ sysctl: files(all) }))).toEqual([verdict])
})
