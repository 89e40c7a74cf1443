import { expect, it } from 'vitest'
import { notifiableEvent } from '@/components/run/install/desktop-notification'
import { prompt, runView } from './view'

const waiting = (more: Parameters<typeof prompt>[0]) =>
  notifiableEvent(runView({ state: 'waiting', question: prompt(more) }))

it('each prompt has a notification of its own, with its question', () => {
  expect(waiting({ id: 'q1', text: 'Some text\nWhich colour? ' })).toEqual({
    id: 'q1',
    question: 'Which colour?',
  })
  expect(waiting({ id: 'q2', text: 'And which shape?' })).toEqual({ id: 'q2', question: 'And which shape?' })
  expect(waiting({ id: 'q3', text: '' })).toEqual({ id: 'q3', body: 'waiting' })
})

it('a prompt that Taskbox answers and a running install have no notification; an end has one', () => {
  expect(waiting({ known: 'menu' })).toBeUndefined()
  expect(notifiableEvent(runView({ state: 'running' }))).toBeUndefined()
  expect(notifiableEvent(runView({ state: 'failed' }))).toEqual({ id: 'failed', body: 'failed' })
})
