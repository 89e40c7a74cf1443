import { expect, it } from 'vitest'
import { judgeHost } from '@/lib/checks/judge'
import { leftover } from '@/lib/checks/leftover'
import { context, sheet, userText, verdictsOf } from './sheets'

const judged = (text: string | undefined, where = context()) =>
  verdictsOf(leftover, sheet({ leftover: text }), where)

it.each([
  ['looked', 'pass none'],
  ['interface tunl0\nlooked', 'pass none'],
  ['path /var/lib/etcd\nlooked', 'fail found'],
  ['interface cali123\ninterface tunl0\nlooked', 'fail found'],
  ['path /var/lib/etcd', 'unknown unread'],
  ['', 'unknown unread'],
  [undefined, 'unknown unread'],
])('%j: %s', (text, verdict) => {
  expect(judged(text)).toEqual([verdict])
})

it('of a former run of this cluster is no obstacle', () => {
  expect(judged('path /etc/kubernetes\nlooked', { ...context(), ownTraces: true })).toEqual(['warn own'])
})

it('is unknown to a user who may not look', () => {
  expect(judgeHost(sheet({ user: userText(1000) }), context(), [leftover])).toMatchObject([
    { status: 'unknown' },
  ])
})
