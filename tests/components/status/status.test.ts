import { existsSync } from 'node:fs'
import { createTranslator } from 'use-intl/core'
import { describe, expect, it } from 'vitest'
import type { RequestError } from '@/components/socket/request'
import { CHECK_STATUS } from '@/components/status/check-status'
import {
  connectionStatus,
  HOST_CHECK_STATUS,
  HOST_RUN_STATUS,
  HOST_STATUS,
} from '@/components/status/host-status'
import { NODE_STATUS } from '@/components/status/node-status'
import { CONNECTION_STATUS, SAVE_STATUS } from '@/components/status/page-status'
import { LOG_STATUS, PLAY_STATUS, RUN_STATUS, TASK_STATUS } from '@/components/status/run-status'
import type { Status } from '@/components/status/status'
import { STEP_STATUS } from '@/components/status/step-status'
import { failure } from '@/lib/contract/failure'
import en from '@/lib/messages/en/index'
import zh from '@/lib/messages/zh-CN/index'

const TABLES: Record<string, Record<string, Status>> = {
  CHECK_STATUS,
  CONNECTION_STATUS,
  HOST_CHECK_STATUS,
  HOST_RUN_STATUS,
  HOST_STATUS,
  LOG_STATUS,
  NODE_STATUS,
  PLAY_STATUS,
  RUN_STATUS,
  SAVE_STATUS,
  STEP_STATUS,
  TASK_STATUS,
}
/** All arguments of titles. */
const VALUES = { count: 2, why: 'x', operation: 'addHosts', host: 'node3', version: 'none' }

function textsOf(locale: string, messages: typeof en, { title, help }: Status): string[] {
  const t = createTranslator({
    locale,
    messages,
    onError: (error) => {
      throw error
    },
  })
  return [t(title as never, VALUES as never), t(help as never, VALUES as never)]
}

describe.each(Object.entries(TABLES))('%s', (_, table) => {
  it.each([
    ['en', en],
    ['zh-CN', zh],
  ] as const)('has a title and help for each status: %s', (locale, messages) => {
    for (const status of Object.values(table))
      for (const text of textsOf(locale, messages, status)) expect(text).not.toBe('')
  })

  it('never distinguishes two statuses by colour alone', () => {
    const shapes = new Map<unknown, Set<string>>()
    for (const { icon, tone } of Object.values(table))
      shapes.set(icon, (shapes.get(icon) ?? new Set()).add(tone))
    for (const tones of shapes.values()) expect(tones.size).toBe(1)
  })
})

it('the page has an icon for the tone of each run status', () => {
  for (const { tone } of Object.values(RUN_STATUS)) expect(existsSync(`public/run/${tone}.svg`)).toBe(true)
})

it('a connection test has a title for each failure', () => {
  const failures: RequestError[] = [
    ...failure.shape.kind.options.map((kind) => ({ kind, facts: {} })),
    { kind: 'no-answer', facts: {} },
  ]
  for (const one of failures) {
    const status = connectionStatus({ state: 'failed', failure: one })
    expect(textsOf('en', en, status)[0]).not.toBe('')
    expect(textsOf('zh-CN', zh, status)[0]).not.toBe('')
  }
})
