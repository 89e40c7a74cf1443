import { expect, it } from 'vitest'
import { init } from '@/lib/checks/catalogue/system/init'
import { evaluate, files, probeResult } from '../../fixtures'

it.each([
  ['systemd', 'pass systemd'],
  ['init', 'fail other'],
  ['sh', 'fail other'],
  ['', 'unknown unread'],
])('a first process %s: %s', (name, verdict) => {
  expect(evaluate(init, probeResult({ init: files({ '/proc/1/comm': [name] }) }))).toEqual([verdict])
})
