import { expect, it } from 'vitest'
import { previousInstallation } from '@/lib/checks/catalogue/software/previous-installation'
import { evaluateHost } from '@/lib/checks/evaluate/evaluate'
import { context, evaluate, probeResult, userText } from '../../fixtures'

const resultsOf = (text: string | undefined, checkContext = context()) =>
  evaluate(previousInstallation, probeResult({ leftover: text }), checkContext)

it.each([
  ['complete', 'pass none'],
  ['interface tunl0\ncomplete', 'pass none'],
  ['path /var/lib/etcd\ncomplete', 'fail found'],
  ['interface cali123\ninterface tunl0\ncomplete', 'fail found'],
  ['path /var/lib/etcd', 'unknown unread'],
  ['', 'unknown unread'],
  [undefined, 'unknown unread'],
])('%j: %s', (text, result) => {
  expect(resultsOf(text)).toEqual([result])
})

it('only warns after an earlier run of this cluster', () => {
  expect(resultsOf('path /etc/kubernetes\ncomplete', { ...context(), previouslyInstalled: true })).toEqual([
    'warn own',
  ])
})

it('is unknown without root', () => {
  expect(
    evaluateHost(probeResult({ user: userText(1000) }), context(), [previousInstallation]),
  ).toMatchObject([{ status: 'unknown' }])
})
