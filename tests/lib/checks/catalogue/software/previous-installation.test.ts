import { expect, it } from 'vitest'
import { previousInstallation } from '@/lib/checks/catalogue/software/previous-installation'
import { evaluateHost } from '@/lib/checks/evaluate/evaluate'
import { context, evaluate, probeResult, userText } from '../../fixtures'

const judged = (text: string | undefined, where = context()) =>
  evaluate(previousInstallation, probeResult({ leftover: text }), where)

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
  expect(
    evaluateHost(probeResult({ user: userText(1000) }), context(), [previousInstallation]),
  ).toMatchObject([{ status: 'unknown' }])
})
