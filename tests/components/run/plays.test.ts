import { describe, expect, it } from 'vitest'
import { currentTask, taskState, toPlays } from '@/components/run/plays'
import type { PlayProgress, TaskProgress } from '@/lib/run/progress/progress'
import { failed, progress, task } from './progress'

const playTask = (name: string, more: Partial<TaskProgress> = {}) => ({ ...task(name, more), rescued: 0 })

describe('plays', () => {
  const play = (name: string, line: number, tasks: TaskProgress[]): PlayProgress => ({ name, line, tasks })
  const plays = [
    play('one', 1, [task('a', { ok: 3 })]),
    play('two', 9, [task('b', { failed: 1 }), task('c')]),
  ]

  it('are done except the last, which is current until the run ends', () => {
    const states = (state: 'running' | 'lost' | 'failed' | 'succeeded' | 'stopped') =>
      toPlays({ progress: progress({ plays }), state }).map((playView) => playView.state)
    expect(states('running')).toEqual(['done', 'current'])
    expect(states('lost')).toEqual(['done', 'current'])
    expect(states('failed')).toEqual(['done', 'failed'])
    expect(states('stopped')).toEqual(['done', 'stopped'])
  })

  it('are all done while the installer prepares its next playbook, and no task is current', () => {
    const between = { progress: progress({ plays }), state: 'running' as const, isBetweenPlaybooks: true }
    expect(toPlays(between).map((playView) => playView.state)).toEqual(['done', 'failed'])
    expect(currentTask(between)).toBeUndefined()
    expect(currentTask({ ...between, isBetweenPlaybooks: false })).toEqual({ play: 'two', task: 'c' })
    expect(currentTask({ ...between, progress: progress({}) })).toBeUndefined()
  })

  it('show the worst state of a task', () => {
    expect(taskState(playTask('x', { ok: 2, changed: 1, failed: 1 }), true)).toBe('failed')
    expect(taskState({ ...playTask('x', { ok: 2 }), rescued: 1 }, false)).toBe('rescued')
    expect(taskState(playTask('x', { ok: 2, changed: 1 }), true)).toBe('current')
    expect(taskState(playTask('x', { ok: 2, changed: 1, ignored: 1 }), false)).toBe('ignored')
    expect(taskState(playTask('x', { skipped: 3 }), false)).toBe('skipped')
    expect(taskState(playTask('x', { skipped: 1, ok: 1 }), false)).toBe('ok')
  })
})

describe('a play with rescued tasks', () => {
  const plays: PlayProgress[] = [
    {
      name: 'etcd',
      line: 1,
      tasks: [
        task('read', { line: 2, failed: 2, ok: 1 }),
        task('ask', { line: 10, failed: 1 }),
        task('read', { line: 20, failed: 1 }),
      ],
    },
    { name: 'end', line: 30, tasks: [] },
  ]
  const failures = [
    failed('a', 'read', 3, { rescued: true }),
    failed('b', 'read', 4, { rescued: true }),
    failed('a', 'ask', 11),
    failed('a', 'read', 21, { rescued: true }),
  ]

  it('counts only real failures', () => {
    const [playView] = toPlays({ progress: progress({ plays, failures }), state: 'failed' })
    expect(playView?.tasks.map((one) => [one.failed, one.rescued])).toEqual([
      [0, 2],
      [1, 0],
      [0, 1],
    ])
    expect(playView).toMatchObject({ state: 'failed', failed: 1 })
  })

  it('is done if all failures were rescued', () => {
    const rescued = failures.map((failure) => ({ ...failure, rescued: true }))
    const playViews = toPlays({ progress: progress({ plays, failures: rescued }), state: 'succeeded' })
    expect(playViews[0]).toMatchObject({ state: 'done', failed: 0 })
  })
})
