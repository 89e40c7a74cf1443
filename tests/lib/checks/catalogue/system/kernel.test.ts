import { expect, it } from 'vitest'
import { kernel } from '@/lib/checks/catalogue/system/kernel'
import { evaluate, files, probeResult } from '../../fixtures'

it.each([
  ['3.10.0-862.el7.x86_64', 'warn old'],
  ['4.0.0', 'pass recent'],
  ['4.4.0-116-generic', 'pass recent'],
  ['6.18.44-fc-v782', 'pass recent'],
  ['10.1', 'pass recent'],
  ['linux', 'unknown unread'],
  ['', 'unknown unread'],
])('%s: %s', (version, result) => {
  expect(
    evaluate(kernel, probeResult({ kernel: files({ '/proc/sys/kernel/osrelease': [version] }) })),
  ).toEqual([result])
})
