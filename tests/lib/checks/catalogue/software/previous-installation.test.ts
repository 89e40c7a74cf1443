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

it.each([
  ['path /etc/rancher/node\ncomplete', 'complete', 'k3s', '/etc/rancher/node'],
  ['complete', 'k3s-agent\ncomplete', 'k3s', 'k3s-agent'],
  ['path /etc/kubernetes\ncomplete', 'kubelet\ncomplete', 'other', 'kubelet, /etc/kubernetes'],
])('names the cluster that left %j and runs %j', (leftover, processes, kind, what) => {
  const results = previousInstallation.perHost?.(probeResult({ leftover, processes }), context())
  expect(results).toEqual([
    { status: 'fail', reason: 'found', facts: { what, cluster: kind, installer: 'kubesphere' } },
  ])
})

it('is unknown without the processes', () => {
  expect(evaluate(previousInstallation, probeResult({ processes: 'kubelet' }))).toEqual(['unknown unread'])
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
