import { expect, it } from 'vitest'
import { init } from '@/lib/checks/init'
import { files, sheet, verdictsOf } from './sheets'

it.each([
  ['systemd', 'pass systemd'],
  ['init', 'fail other'],
  ['sh', 'fail other'],
  ['', 'unknown unread'],
])('a first process %s: %s', (name, verdict) => {
  expect(verdictsOf(init, sheet({ init: files({ '/proc/1/comm': [name] }) }))).toEqual([verdict])
})
