import { createElement } from 'react'
import { expect, it } from 'vitest'
import { HostsProgress } from '@/components/run/hosts-progress'
import type { RunState } from '@/lib/run/state'
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

const endedAs = (state: RunState, counters: Partial<typeof HOST.counters>) => {
  const host = { ...HOST, counters: { ...HOST.counters, ...counters } }
  return markup(
    createElement(HostsProgress, {
      view: runView({ hostNames: ['node1'], state, progress: progress({ hosts: { node1: host } }) }),
    }),
  )
}

it('calls a host done only after a run that succeeded', () => {
  expect(endedAs('succeeded', {})).toContain('>Done<')
  for (const state of ['stopped', 'failed'] as const) {
    expect(endedAs(state, {})).not.toContain('>Done<')
    expect(endedAs(state, {})).toContain('>Not finished<')
  }
  expect(endedAs('failed', { failed: 1 })).toContain('>Failed<')
  expect(endedAs('stopped', { ok: 0 })).toContain('>No tasks<')
})

it('names the taskbox, on which tasks of localhost run', () => {
  expect(cards(['node1'])).toContain('>Taskbox (localhost)<')
})

it('keeps the name of a host that is called localhost', () => {
  expect(cards(['localhost'])).toContain('>localhost<')
})
