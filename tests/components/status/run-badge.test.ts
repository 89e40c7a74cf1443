import { createElement } from 'react'
import { describe, expect, it } from 'vitest'
import { RunBadge } from '@/components/status/run-badge'
import type { OperationRequest } from '@/lib/cluster/operations/request'
import { markup } from '../run/markup'

const OPERATIONS: Record<string, OperationRequest> = {
  install: { id: 'install' },
  one: { id: 'add-hosts', hosts: ['node3'] },
  two: { id: 'remove-hosts', hosts: ['node3', 'node4'], dead: [] },
  upgrade: { id: 'upgrade', from: 'v1.34.7' },
  reset: { id: 'reset' },
}
const STATES = ['running', 'succeeded', 'failed', 'stopped'] as const

const titles = (operation: OperationRequest, locale: 'en' | 'zh-CN' = 'en') =>
  STATES.map((state) => {
    const run = { state, operation, kubernetes: 'v1.35.4' }
    return markup(createElement(RunBadge, { run }), locale).replace(/<[^>]*>/g, '')
  })

describe('the state of a run names its operation', () => {
  it.each([
    ['install', ['Installing', 'Installed', 'Install failed', 'Install stopped']],
    ['one', ['Adding node3', 'Added node3', 'Adding node3 failed', 'Adding node3 stopped']],
    ['two', ['Removing 2 hosts', 'Removed 2 hosts', 'Removing 2 hosts failed', 'Removing 2 hosts stopped']],
    [
      'upgrade',
      [
        'Upgrading to v1.35.4',
        'Upgraded to v1.35.4',
        'Upgrade to v1.35.4 failed',
        'Upgrade to v1.35.4 stopped',
      ],
    ],
    ['reset', ['Resetting', 'Reset', 'Reset failed', 'Reset stopped']],
  ])('%s', (name, expected) => {
    expect(titles(OPERATIONS[name] as OperationRequest)).toEqual(expected)
  })

  it('in Chinese', () => {
    expect(titles(OPERATIONS.one as OperationRequest, 'zh-CN')).toEqual([
      '正在添加 node3',
      '已添加 node3',
      '添加 node3 失败',
      '添加 node3 已停止',
    ])
  })
})
