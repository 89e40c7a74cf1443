/** How a log ended: interrupted, cut, contradicted by the installer, one of several runs. */
import { describe, expect, it } from 'vitest'
import { type Explanation, explain } from '@/lib/diagnosis/explanation'
import { LogReducer } from '@/lib/diagnosis/log-reducer'

function explained(...lines: string[]): Explanation {
  const log = new LogReducer()
  log.push(Buffer.from(`${lines.join('\n')}\n`))
  log.end()
  return explain(log)
}

const PLAY = 'PLAY [all] ****'
const TASK = 'TASK [one] ****'
const NEXT = 'TASK [two] ****'
const LAST = 'TASK [three] ****'
const FATAL = 'fatal: [a]: FAILED! => {"changed": false, "msg": "no"}'
const recap = (host: string, failed = 0, more = ' skipped=0 rescued=0 ignored=0') =>
  `${host} : ok=1 changed=0 unreachable=0 failed=${failed}${more}`
const CLEAN = [PLAY, TASK, 'ok: [a]', 'PLAY RECAP ****', recap('a')]

describe('what the installer says after a clean recap', () => {
  it.each([
    'failed!',
    '\u001b[31mFailed!\u001b[0m',
    'Installation failed, see the log',
    'task logging status is failed  (2/3)',
    'ERROR: the console did not start',
    'make: *** [Makefile:12: cluster] Error 2',
    'ansible-playbook exited with code 2',
    '##[error]Process completed with exit code 1.',
    'Timed out waiting for the pods: 3 are pending, aborted',
    '安装失败！',
    '[FAIL] logging',
    'Failed components: logging',
    'error: timed out waiting for the condition on pods/console',
    'The console did not become ready',
    'Error from server (NotFound): pods "console" not found',
    'Traceback (most recent call last):',
  ])('is a failure without a host: %s', (line) => {
    const found = explained(...CLEAN, '', line)
    expect(found.outcome).toBe('failed')
    expect(found.failures).toMatchObject([{ host: '', task: '', line: 7 }])
    expect(found.runs).toMatchObject([{ outcome: 'failed' }])
  })

  it.each([
    '0 failed, 3 passed',
    'If the installation failed, look into the frequent questions',
    'no task failed',
    'failed: 0',
    'kubernetes/preinstall : Stop if the check failed ------------------------ 0.05s',
    'Playbook run took 0 days, 0 hours, 2 minutes, 1 seconds',
    'exited with code 0',
    '[WARNING]: the cache failed.',
    'pod failed, retrying',
    'cleaning failed pods',
    '如果安装失败，请查看日志',
    'failed tasks: none',
    'wait until all pods are ready if one did not start',
  ])('is no failure: %s', (line) => {
    expect(explained(...CLEAN, '', line)).toMatchObject({ outcome: 'succeeded', failures: [] })
  })

  it('is no failure if a later line reports success of the same', () => {
    const lines = ['task logging status is failed  (1/2)', 'task logging status is successful  (2/2)']
    expect(explained(...CLEAN, ...lines).outcome).toBe('succeeded')
  })

  it('is what names a part, rather than what only says that something failed', () => {
    const { failures } = explained(...CLEAN, 'failed!', 'task logging status is failed', 'exit status 1')
    expect(failures.map(({ message }) => message)).toEqual(['task logging status is failed'])
  })

  it('adds nothing to a task that failed', () => {
    const { failures } = explained(PLAY, TASK, FATAL, 'PLAY RECAP ****', recap('a', 1), 'failed!')
    expect(failures).toMatchObject([{ host: 'a' }])
  })

  it('matters only after the last run', () => {
    expect(explained(...CLEAN, 'check of the mirror failed', ...CLEAN).outcome).toBe('succeeded')
  })
})

describe('a rescued failure', () => {
  const rescue = [PLAY, TASK, FATAL, 'ok: [b]', 'TASK [repair] ****', 'changed: [a]']
  it('is proved by a task without the other hosts, after which all continue', () => {
    const found = explained(...rescue, NEXT, 'ok: [b]', 'ok: [a]', LAST, 'ok: [a]')
    expect(found.failures).toMatchObject([{ task: 'one', rescued: true }])
    expect(found.hosts).toMatchObject({ a: { failed: 0, rescued: 1 } })
  })
  it.each([
    ['only one more task ran', rescue],
    [
      'the task ran for all hosts, as in an always section',
      [PLAY, TASK, FATAL, 'ok: [b]', NEXT, 'ok: [a]', 'ok: [b]', LAST],
    ],
    ['no other host exists', [PLAY, TASK, FATAL, NEXT, 'ok: [a]', LAST, 'ok: [a]']],
  ])('is not proved if %s', (_, lines) => {
    const found = explained(...lines)
    expect(found).toMatchObject({
      outcome: 'failed',
      failures: [{ rescued: false }],
      hosts: { a: { failed: 1 } },
    })
  })
  it('is proved by a recap that counts it', () => {
    const rescued = recap('a', 0, ' skipped=0 rescued=1 ignored=0')
    const found = explained(PLAY, TASK, FATAL, NEXT, 'ok: [a]', 'PLAY RECAP ****', rescued)
    expect(found).toMatchObject({ outcome: 'succeeded', failures: [{ rescued: true }] })
  })
  it('is proved by a later play, if the recap of an old version does not count rescued ones', () => {
    const later = ['PLAY [more] ****', NEXT, 'ok: [a]', 'PLAY RECAP ****', recap('a', 1, '')]
    const found = explained(PLAY, TASK, FATAL, LAST, 'ok: [a]', ...later)
    expect(found).toMatchObject({ failures: [{ rescued: true }], hosts: { a: { failed: 1 } } })
    const without = explained(PLAY, TASK, FATAL, LAST, 'ok: [a]', 'PLAY RECAP ****', recap('a', 1, ''))
    expect(without).toMatchObject({ outcome: 'failed', failures: [{ rescued: false }] })
  })
})

describe('a log without an end', () => {
  it('names the task, and the hosts without a result', () => {
    const found = explained(PLAY, TASK, 'ok: [a]', 'ok: [b]', 'ok: [c]', NEXT, 'ok: [b]')
    const lastTask = { task: 'two', line: 6, hosts: ['a', 'c'] }
    expect(found).toMatchObject({
      outcome: 'unfinished',
      missing: ['end'],
      runs: [{ lastTask, isInterrupted: false }],
    })
  })
  it.each([
    '^C [ERROR]: User interrupted execution',
    '[ERROR]: User interrupted execution',
    'ERROR: interrupted',
    '^C',
    '##[error]The operation was canceled.',
    'Aborted by Jane Doe',
  ])('was interrupted by the user: %s', (line) => {
    const found = explained(PLAY, TASK, 'ok: [a]', 'ok: [b]', NEXT, 'ok: [b]', line)
    expect(found).toMatchObject({
      outcome: 'unfinished',
      missing: [],
      diagnosis: [{ id: 'an-interrupted', host: '', task: 'two', line: 7 }],
      runs: [{ isInterrupted: true, lastTask: { task: 'two', hosts: ['a'] } }],
    })
  })
  it('is not interrupted if results follow', () => {
    const found = explained(PLAY, TASK, '^C in the output of another program', 'ok: [a]')
    expect(found).toMatchObject({ diagnosis: [], runs: [{ isInterrupted: false }] })
  })
  it('is not interrupted if another run follows', () => {
    const found = explained(PLAY, TASK, ' [ERROR]: User interrupted execution', ...CLEAN)
    expect(found).toMatchObject({ outcome: 'succeeded', diagnosis: [] })
    expect(found.runs).toMatchObject([
      { outcome: 'succeeded' },
      { outcome: 'unfinished', isInterrupted: true },
    ])
  })
})

describe('a log without a beginning', () => {
  it('names the hosts whose failures it does not contain', () => {
    const found = explained('skipping: [a]', '', 'PLAY RECAP ****', recap('a'), recap('b', 1), recap('c', 2))
    expect(found).toMatchObject({
      outcome: 'failed',
      missing: ['beginning'],
      diagnosis: [
        { id: 'log-partial', host: 'b', line: 5 },
        { id: 'log-partial', host: 'c', line: 6 },
      ],
    })
  })
  it('may contain one of several failures of a host', () => {
    const rescued = recap('a', 1, ' skipped=0 rescued=1 ignored=0')
    expect(explained(PLAY, TASK, FATAL, NEXT, FATAL, 'PLAY RECAP ****', rescued).diagnosis).toEqual([])
    expect(explained(NEXT, FATAL, 'PLAY RECAP ****', recap('a', 2, '')).diagnosis).toMatchObject([
      { id: 'log-partial', host: 'a' },
    ])
  })
})

describe('several runs in one log', () => {
  it('are explained by themselves, the last one first', () => {
    const fatal = 'fatal: [b]: FAILED! => {"msg": "No space left on device"}'
    const found = explained(PLAY, TASK, fatal, 'PLAY RECAP ****', recap('b', 1), 'again', ...CLEAN)
    expect(found).toMatchObject({ plays: 2, tasks: 2, recaps: 2, outcome: 'failed' })
    expect(found.runs).toMatchObject([
      { line: 7, plays: 1, tasks: 1, outcome: 'succeeded', failures: [], diagnosis: [] },
      {
        line: 1,
        plays: 1,
        tasks: 1,
        outcome: 'failed',
        failures: [{ host: 'b' }],
        diagnosis: [{ id: 'disk' }],
      },
    ])
    expect(found.runs.map(({ hosts }) => Object.keys(hosts))).toEqual([['a'], ['b']])
  })
  it('count the same host separately', () => {
    const { runs, hosts } = explained(...CLEAN, ...CLEAN)
    expect(hosts).toMatchObject({ a: { ok: 2 } })
    expect(runs.map((run) => run.hosts)).toMatchObject([{ a: { ok: 1 } }, { a: { ok: 1 } }])
  })
  it('may be ad-hoc commands before a playbook', () => {
    const { runs } = explained('a | SUCCESS => {', '    "ping": "pong"', '}', ...CLEAN)
    expect(runs).toMatchObject([
      { plays: 1, hosts: { a: { ok: 1 } } },
      { plays: 0, outcome: 'succeeded' },
    ])
  })
  it('are listed up to a limit', () => {
    const found = explained(...Array.from({ length: 50 }, () => CLEAN).flat())
    expect(found.recaps).toBe(50)
    expect(found.runs.map(({ line }) => line)).toEqual(
      Array.from({ length: 20 }, (_, at) => (49 - at) * 5 + 1),
    )
  })
})

describe("an error of Ansible's own", () => {
  it.each(['ERROR! the role was not found', "[ERROR]: couldn't resolve module/action 'x'"])(
    'ends a run: %s',
    (line) => {
      expect(explained(line, 'Origin: site.yml:3:7')).toMatchObject({
        outcome: 'failed',
        failures: [{ host: '', line: 1, message: line }],
      })
    },
  )
  it('is none of its own if it precedes the failure of a task, as from 2.19 on', () => {
    const block = [
      '[ERROR]: Task failed: no',
      'Origin: site.yml:3:7',
      '',
      '3 - name: one',
      '  ^ column 3',
      '',
    ]
    const { failures } = explained(PLAY, TASK, ...block, FATAL, 'PLAY RECAP ****', recap('a', 1))
    expect(failures).toMatchObject([{ host: 'a' }])
  })
})
