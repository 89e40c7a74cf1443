import { expect, it } from 'vitest'
import { init } from '@/lib/checks/catalogue/system/init'
import { evaluate, files, probeResult } from '../../fixtures'

it.each([
  ['systemd', 'pass systemd'],
  ['init', 'fail other'],
  ['sh', 'fail other'],
  ['', 'unknown unread'],
])('init process %s: %s', (name, result) => {
  expect(evaluate(init, probeResult({ init: files({ '/proc/1/comm': [name] }) }))).toEqual([result])
})
