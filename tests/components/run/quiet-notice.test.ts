import { createElement } from 'react'
import { expect, it } from 'vitest'
import { QuietNotice, quietMinutes } from '@/components/run/quiet-notice'
import type { RunView } from '@/lib/contract/run'
import { markup } from './markup'
import { runView } from './view'

const MINUTE_MS = 60_000
const silence = (since: number, mayWait = false) => ({ since, mayWait })
/** The last output came one minute after the start. */
const quietAfter = (minutes: number, more: Partial<RunView> = {}) => {
  const view = runView({ elapsedMs: 2 * MINUTE_MS, ...more })
  return quietMinutes({ quiet: silence(view.startedAt + MINUTE_MS), ...view }, (minutes - 1) * MINUTE_MS)
}

it('a run without output is reported after three minutes, in whole minutes', () => {
  expect([2.9, 3, 4.8].map((minutes) => quietAfter(minutes))).toEqual([undefined, 3, 4])
})

it('a run that waits for input, or whose output Taskbox does not see, is not called quiet', () => {
  expect(quietAfter(10, { warning: 'log-gone' })).toBeUndefined()
  expect(quietMinutes(runView({ elapsedMs: 10 * MINUTE_MS }), 0)).toBeUndefined()
})

it('the notice explains that the installer does not wait for input, and where to look', () => {
  const view = runView({ quiet: silence(1_000_000), elapsedMs: 4 * MINUTE_MS })
  const notice = createElement(QuietNotice, { view, receivedAt: 0 })
  expect(markup(notice)).toContain('No output for 4 minutes')
  expect(markup(notice)).toContain('The installer is not waiting for input; a download may be stalled.')
  expect(markup(notice)).toContain('ps -ef --forest')
  expect(markup(notice, 'zh-CN')).toContain('安装程序没有在等待输入')
  const talking = createElement(QuietNotice, { view: { ...view, quiet: silence(1_200_000) }, receivedAt: 0 })
  expect(markup(talking)).toBe('')
})

it('the notice explains that the installer may wait for input, and how to answer', () => {
  const view = runView({ quiet: silence(1_000_000, true), elapsedMs: 4 * MINUTE_MS })
  const notice = createElement(QuietNotice, { view, receivedAt: 0 })
  expect(markup(notice)).toContain('cannot determine whether the installer is waiting for input')
  expect(markup(notice)).toContain('Send a line to the installer')
  expect(markup(notice)).not.toContain('The installer is not waiting for input')
  expect(markup(notice, 'zh-CN')).toContain('无法判断安装程序是否在等待输入')
})
