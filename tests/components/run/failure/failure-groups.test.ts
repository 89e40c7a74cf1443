import { describe, expect, it } from 'vitest'
import { groupFailures, ungroupedSignatures } from '@/components/run/failure/failure-groups'
import { stepToFix } from '@/components/run/failure/step-to-fix'
import { taskState, toPlays } from '@/components/run/plays'
import { consoleEndpoint } from '@/components/run/result/console-endpoint'
import { formatElapsed } from '@/components/run/run-timing'
import type { FailedTask, PlayProgress, Progress, TaskProgress } from '@/lib/contract/run'
import { findSignature } from '@/lib/diagnosis/signatures'

const failed = (host: string, task: string, line: number, more: Partial<FailedTask> = {}): FailedTask => ({
  host,
  play: 'etcd',
  task,
  line,
  message: `${task} on ${host}`,
  ignored: false,
  rescued: false,
  ...more,
})
const task = (name: string, more: Partial<TaskProgress> = {}): TaskProgress => ({
  name,
  line: 1,
  ok: 0,
  changed: 0,
  skipped: 0,
  failed: 0,
  ignored: 0,
  ...more,
})
const phaseTask = (name: string, more: Partial<TaskProgress> = {}) => ({ ...task(name, more), rescued: 0 })
const progress = (more: Partial<Progress>): Progress => ({
  plays: [],
  hosts: {},
  failures: [],
  lines: 0,
  recapDiffers: [],
  seen: { plays: 1, tasks: 1, dropped: 0 },
  ...more,
})

describe('what failed', () => {
  it('is told by task, the first one first, with all its hosts; not what was ignored or rescued', () => {
    const failures = [
      failed('node1', 'warm up', 3, { ignored: true }),
      failed('node1', 'etcd : Check', 10),
      failed('node2', 'later', 30, { rescued: true }),
      failed('node2', 'etcd : Check', 11),
      failed('node3', 'other', 40),
    ]
    const groups = groupFailures({ progress: progress({ failures }), diagnosis: [] })
    expect(groups.map((group) => [group.task, group.hosts, group.line])).toEqual([
      ['etcd : Check', ['node1', 'node2'], 10],
      ['other', ['node3'], 40],
    ])
  })

  it('has the signatures that were found for it; the rest stands by itself', () => {
    const view = {
      progress: progress({ failures: [failed('node1', 'etcd : Check', 10)] }),
      diagnosis: [
        { id: 'etcd-health', host: 'node1', task: 'etcd : Check', line: 10 },
        { id: 'noroute-svc', host: '', task: 'Check', line: 9 },
        { id: 'an-pip', host: '', task: '', line: 2 },
      ],
    }
    expect(groupFailures(view)[0]?.signatures).toEqual(['etcd-health', 'noroute-svc'])
    expect(ungroupedSignatures(view)).toEqual(['an-pip'])
  })

  it('leads back to the step that mends it', () => {
    const of = (id: string) =>
      stepToFix({
        diagnosis: [{ id, host: '', task: '', line: 1 }],
        relatedCheck: findSignature(id)?.check,
        reason: undefined,
      })
    expect([of('ssh-auth'), of('nfs'), of('an-inv')]).toEqual(['hosts', 'storage', 'hosts'])
    // Fixed by a command on a machine, or detected by no check.
    expect([of('clock'), of('dk-start')]).toEqual(['checks', 'checks'])
    expect(stepToFix({ diagnosis: [], reason: 'storage-not-configured' })).toBe('storage')
  })
})

describe('phases', () => {
  const play = (name: string, line: number, tasks: TaskProgress[]): PlayProgress => ({ name, line, tasks })
  const plays = [
    play('one', 1, [task('a', { ok: 3 })]),
    play('two', 9, [task('b', { failed: 1 }), task('c')]),
  ]

  it('are over but for the last, which is at work until the run has ended', () => {
    const states = (state: 'running' | 'lost' | 'failed' | 'succeeded' | 'stopped') =>
      toPlays({ progress: progress({ plays }), state }).map((phase) => phase.state)
    expect(states('running')).toEqual(['done', 'current'])
    expect(states('lost')).toEqual(['done', 'current'])
    expect(states('failed')).toEqual(['done', 'failed'])
    expect(states('stopped')).toEqual(['done', 'stopped'])
  })

  it('show of a task the worst that came of it', () => {
    expect(taskState(phaseTask('x', { ok: 2, changed: 1, failed: 1 }), true)).toBe('failed')
    expect(taskState({ ...phaseTask('x', { ok: 2 }), rescued: 1 }, false)).toBe('rescued')
    expect(taskState(phaseTask('x', { ok: 2, changed: 1 }), true)).toBe('current')
    expect(taskState(phaseTask('x', { ok: 2, changed: 1, ignored: 1 }), false)).toBe('ignored')
    expect(taskState(phaseTask('x', { skipped: 3 }), false)).toBe('skipped')
    expect(taskState(phaseTask('x', { skipped: 1, ok: 1 }), false)).toBe('ok')
  })
})

describe('small things', () => {
  it('tell elapsed time, never less than none', () => {
    expect([0, 61_000, 3_723_000, -5].map(formatElapsed)).toEqual(['0:00', '1:01', '1:02:03', '0:00'])
  })

  it('know host and port of the console', () => {
    expect(consoleEndpoint('http://192.168.0.1:32130')).toEqual({ host: '192.168.0.1', port: '32130' })
    expect(consoleEndpoint('https://ks.example')).toEqual({ host: 'ks.example', port: '443' })
    expect(consoleEndpoint('nowhere')).toBeUndefined()
  })
})

describe('a phase with tasks that a rescue took back', () => {
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

  it('counts only what failed for good', () => {
    const [phase] = toPlays({ progress: progress({ plays, failures }), state: 'failed' })
    expect(phase?.tasks.map((one) => [one.failed, one.rescued])).toEqual([
      [0, 2],
      [1, 0],
      [0, 1],
    ])
    expect(phase).toMatchObject({ state: 'failed', failed: 1 })
  })

  it('is done where all of them were', () => {
    const rescued = failures.map((failure) => ({ ...failure, rescued: true }))
    const phases = toPlays({ progress: progress({ plays, failures: rescued }), state: 'succeeded' })
    expect(phases[0]).toMatchObject({ state: 'done', failed: 0 })
  })
})
