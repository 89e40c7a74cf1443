import { createElement } from 'react'
import { expect, it } from 'vitest'
import { CommandList } from '@/components/run/support/commands-dialog'
import { markup } from '../markup'

const list = (more: object) =>
  markup(
    createElement(CommandList, {
      commands: {
        steps: ['(\nmake\n)', '(\nrun\n)'],
        variables: [],
        isRecorded: true,
        taskbox: '1',
        ...more,
      },
    }),
  )

it('numbers the steps, each with a button that copies it', () => {
  const html = list({})
  for (const name of ['Step 1 of 2', 'Step 2 of 2']) expect(html).toContain(`aria-label="Copy ${name}"`)
  expect(html).not.toContain('not recorded')
})

it('names the variables for secrets, and says that commands are derived from the settings', () => {
  const html = list({ variables: ['TASKBOX_SETTINGS_TOKEN'], isRecorded: false })
  expect(html).toContain('<li class="break-all">TASKBOX_SETTINGS_TOKEN</li>')
  expect(html).toContain('These commands were not recorded')
})
