import { expect, it } from 'vitest'
import { selinux } from '@/lib/checks/catalogue/system/selinux'
import { evaluate, files, probeResult } from '../../fixtures'

const enforce = (value: string) => files({ '/sys/fs/selinux/enforce': [value] })

it.each([
  ['', 'pass off'],
  [enforce('0'), 'pass permissive'],
  [enforce('1'), 'warn enforcing'],
  [enforce('?'), 'unknown unread'],
  [undefined, 'unknown unread'],
])('%j: %s', (text, result) => {
  expect(evaluate(selinux, probeResult({ selinux: text }))).toEqual([result])
})
