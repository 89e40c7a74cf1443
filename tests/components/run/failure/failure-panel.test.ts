import { createElement } from 'react'
import { expect, it } from 'vitest'
import { FailurePanel } from '@/components/run/failure/failure-panel'
import { markup } from '../markup'
import { failed, progress } from '../progress'
import { runView } from '../view'

it('shows the error with which Ansible ended, and the line in the log, if no task failed', () => {
  const ansibleError = { line: 77, text: 'ERROR! the playbook: init.yml could not be found' }
  const view = runView({ state: 'failed', reason: 'installer-failed', exitStatus: 0, ansibleError })
  const html = markup(createElement(FailurePanel, { view, onLine: () => undefined }))
  expect(html).toContain('The installer reported a failure')
  expect(html).toContain('the playbook: init.yml could not be found')
  expect(html).toContain('Show log line 77')
})

it('shows both ends of a long message, since programs report their error first or last', () => {
  const first = `non-zero return code\n${'-'.repeat(180)}\nlisten tcp 10.0.0.1:2380: bind: address already in use`
  const message = `${first}\n${'Reading package lists\n'.repeat(100)}E: Unable to locate package x`
  const view = runView({
    state: 'failed',
    progress: progress({ failures: [failed('node1', 'Install python', 9, { message })] }),
  })
  const html = markup(createElement(FailurePanel, { view }))
  expect(html).toContain('E: Unable to locate package x')
  expect(html).toContain('bind: address already in use')
  expect(html).toContain('Show full message')
})
