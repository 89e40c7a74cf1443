import { createElement } from 'react'
import { expect, it } from 'vitest'
import { RunHeader } from '@/components/run/install/run-header'
import type { RunView } from '@/lib/contract/run'
import { markup } from './markup'
import { progress } from './progress'
import { NOT_READY } from './result/cluster/verification'
import { runView } from './view'

const header = (view: Partial<RunView>) =>
  markup(createElement(RunHeader, { view: runView(view), receivedAt: 0 }))

it('names the product of the release', () => {
  const html = header({ installer: 'kubespray', release: '2.31.0', kubernetes: 'v1.35.4' })
  expect(html).toContain('Kubespray 2.31.0 · Kubernetes v1.35.4')
})

it('says that the cluster is being verified after the playbooks', () => {
  const ended = {
    isBetweenPlaybooks: true,
    progress: progress({ plays: [{ name: 'all', line: 1, tasks: [] }] }),
  }
  expect(header(ended)).toContain('outside its playbooks')
  const verifying = header({ ...ended, verification: NOT_READY })
  expect(verifying).toContain('Verifying the cluster')
  expect(verifying).not.toContain('outside its playbooks')
})
