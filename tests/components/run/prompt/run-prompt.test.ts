import { createElement } from 'react'
import { describe, expect, it } from 'vitest'
import { AnswerList } from '@/components/run/prompt/answer-list'
import { RunPrompt } from '@/components/run/prompt/run-prompt'
import type { PromptAnswer } from '@/lib/run/prompt'
import type { RunState } from '@/lib/run/state'
import { markup } from '../markup'
import { prompt, runView } from '../view'

const waiting = (more: Parameters<typeof prompt>[0] = {}, state: RunState = 'waiting') =>
  runView({ state, question: prompt(more) })
const card = (more: Parameters<typeof prompt>[0] = {}, viewer = false) =>
  markup(createElement(RunPrompt, { view: waiting(more), viewer }))

describe('a run that waits for input', () => {
  it('shows the last lines, a text field and a button to send', () => {
    const html = card({ text: 'line one\nline two\nWhich colour?' })
    expect(html).toContain('The installer is waiting for your answer')
    expect(html).toContain('line one\nline two\n')
    expect(html).toContain('Which colour?')
    expect(html).toMatch(/<input[^>]* type="text"/)
    expect(html).toMatch(/<button type="submit"[^>]*>Send answer</)
  })

  it('masks the field if the terminal hides the answer, with a button to show it', () => {
    const html = card({ text: 'Password:', hidden: true })
    expect(html).toMatch(/<input[^>]* type="password"/)
    expect(html).not.toMatch(/<input[^>]* type="text"/)
    expect(html).toContain('aria-label="Show"')
    expect(html).toContain('Taskbox does not store it')
  })

  it('offers the suggested answers, with Enter for an empty one', () => {
    const buttons = (answers: string[]) =>
      [...card({ suggestions: answers }).matchAll(/<button title="Send “([^”]*)”"[^>]*>([^<]*)</g)].map(
        ([, title, text]) => [title, text],
      )
    expect(buttons(['yes', 'no'])).toEqual([
      ['yes', 'yes'],
      ['no', 'no'],
    ])
    expect(buttons([''])).toEqual([['Enter', 'Enter']])
  })

  it('shows a note if the installer printed nothing', () => {
    expect(card({ text: ' \n' })).toContain('The installer printed no question')
  })

  it('shows a viewer the question, but no field and no button', () => {
    const html = card({ suggestions: ['yes', 'no'] }, true)
    expect(html).toContain('Which colour?')
    expect(html).toContain('view-only access')
    expect(html).not.toMatch(/<input|<button|<form/)
  })

  it('has Chinese texts', () => {
    const html = markup(createElement(RunPrompt, { view: waiting({ text: '是否继续？' }) }), 'zh-CN')
    expect(html).toContain('安装程序正在等待您的回答')
    expect(html).toContain('是否继续？')
  })
})

it('a run shows no field for a prompt that Taskbox answers, or after it has stopped waiting', () => {
  const html = (view: ReturnType<typeof runView>) => markup(createElement(RunPrompt, { view }))
  expect(html(waiting({ known: 'menu' }))).toBe('')
  expect(html(waiting({}, 'stopping'))).toBe('')
  expect(html(runView({ state: 'running' }))).toBe('')
})

it('answered prompts are listed with the answer, unless it was hidden', () => {
  const answers: PromptAnswer[] = [
    { question: 'menu\nOption: ', answer: '2', by: 'taskbox', at: 0 },
    { question: 'Password: ', answer: '', hidden: true, by: 'user', at: 1 },
    { question: 'Press Enter', answer: '', hidden: false, by: 'user', at: 2 },
    { question: 'Of an earlier version?', answer: '', by: 'user', at: 3 },
  ]
  const html = markup(createElement(AnswerList, { answers }))
  expect(html).toContain('4 answered questions')
  const rows = [...html.matchAll(/<li[^>]*>(.*?)<\/li>/g)].map(([, row = '']) => row.replace(/<[^>]+>/g, '|'))
  expect(rows[0]).toMatch(/\|Option:\|\|2\|\|answered by Taskbox/)
  expect(rows[1]).toMatch(/\|Password:\|+\(hidden\)\|+answered by a user/)
  expect(rows[2]).toMatch(/\|Press Enter\|+Enter\|+answered by a user/)
  expect(rows[3]).toMatch(/\|Of an earlier version\?\|+\(not recorded\)/)
})
