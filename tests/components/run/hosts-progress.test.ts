import { createElement } from 'react'
import { expect, it } from 'vitest'
import { HostsProgress } from '@/components/run/hosts-progress'
import { markup } from './markup'
import { progress } from './progress'
import { runView } from './view'

const HOST = {
  counters: { ok: 1, changed: 0, unreachable: 0, failed: 0, skipped: 0, rescued: 0, ignored: 0 },
  state: 'ok' as const,
  task: '',
}

const cards = (hostNames: string[]) =>
  markup(
    createElement(HostsProgress, {
      view: runView({ hostNames, progress: progress({ hosts: { localhost: HOST } }) }),
    }),
  )

it('names the taskbox, on which tasks of localhost run', () => {
  expect(cards(['node1'])).toContain('>Taskbox (localhost)<')
})

it('keeps the name of a host that is called localhost', () => {
  expect(cards(['localhost'])).toContain('>localhost<')
})
