import { createElement } from 'react'
import { expect, it } from 'vitest'
import { StateNotice } from '@/components/run/state-notice'
import type { RunView } from '@/lib/contract/run'
import { markup } from './markup'
import { NOT_READY, verification } from './result/cluster/verification'
import { runView } from './view'

const notice = (view: Partial<RunView>) =>
  markup(createElement(StateNotice, { view: runView(view), actions: null, onLine: () => undefined }))

it('shows the progress of a verification while the run continues', () => {
  const html = notice({ state: 'running', verification: NOT_READY })
  expect(html).toContain('Verifying the cluster')
  expect(html).toContain('1 of 3 nodes are Ready')
})

it('shows that a cluster is verified', () => {
  expect(notice({ state: 'succeeded', verification: verification() })).toContain('The cluster is verified')
})

it('shows why a cluster is not verified as the reason of the failure', () => {
  const html = notice({ state: 'failed', reason: 'nodes-not-ready', verification: NOT_READY })
  expect(html).toContain('2 of 3 nodes are not Ready')
  expect(html).toContain('kubectl describe node node2')
})

it('shows another reason of the failure, such as of an earlier step', () => {
  const html = notice({ state: 'failed', reason: 'exit-status', exitStatus: 2, verification: NOT_READY })
  expect(html).toContain('exit status 2')
})

it('names the operation that was stopped, and how to complete it', () => {
  const html = notice({ state: 'stopped', operation: { id: 'upgrade', from: 'v1.34.7' } })
  expect(html).toContain('The upgrade was stopped')
  expect(html).toContain('Run the upgrade again')
})

it('does not look for a console after a reset', () => {
  const html = notice({ state: 'succeeded', operation: { id: 'reset' } })
  expect(html).toContain('The cluster was reset')
  expect(html).not.toContain('console')
})
