import { expect, it } from 'vitest'
import { selinux } from '@/lib/checks/selinux'
import { files, sheet, verdictsOf } from './sheets'

const enforce = (value: string) => files({ '/sys/fs/selinux/enforce': [value] })

it.each([
  ['', 'pass off'],
  [enforce('0'), 'pass permissive'],
  [enforce('1'), 'warn enforcing'],
  [enforce('?'), 'unknown unread'],
  [undefined, 'unknown unread'],
])('%j: %s', (text, verdict) => {
  expect(verdictsOf(selinux, sheet({ selinux: text }))).toEqual([verdict])
})
