import { createElement } from 'react'
import { expect, it } from 'vitest'
import { FailurePanel } from '@/components/run/failure/failure-panel'
import { markup } from '../markup'
import { runView } from '../view'

it('shows the error with which Ansible ended, and the line in the log, if no task failed', () => {
  const ansibleError = { line: 77, text: 'ERROR! the playbook: init.yml could not be found' }
  const view = runView({ state: 'failed', reason: 'installer-failed', exitStatus: 0, ansibleError })
  const html = markup(createElement(FailurePanel, { view, onLine: () => undefined }))
  expect(html).toContain('The installer reported a failure')
  expect(html).toContain('the playbook: init.yml could not be found')
  expect(html).toContain('Show log line 77')
})
