import { readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { AnsibleEvent } from '@/lib/log/ansible/event'
import { createParser } from '@/lib/log/ansible/parser'
import { MAX_LINE_CHARS } from '@/lib/log/line-splitter'

function parse(...chunks: (string | Uint8Array)[]): AnsibleEvent[] {
  const events: AnsibleEvent[] = []
  const parser = createParser((event) => events.push(event))
  for (const chunk of chunks) parser.push(Buffer.from(chunk))
  parser.end()
  return events
}

const results = (log: string) => parse(log).filter((event) => event.type === 'result')

describe('banners', () => {
  it.each([
    ['PLAY [all] *********', { type: 'play', name: 'all' }],
    ['PLAY *********', { type: 'play', name: '' }],
    ['TASK [etcd : Check [v3]] ***', { type: 'task', name: 'etcd : Check [v3]', kind: 'task' }],
    ['TASK [ping] [CHECK MODE] ***', { type: 'task', name: 'ping', kind: 'task' }],
    ['TASK [ping [CHECK MODE]] ***', { type: 'task', name: 'ping', kind: 'task' }],
    ['RUNNING HANDLER [restart] ***', { type: 'task', name: 'restart', kind: 'handler' }],
    ['CLEANUP TASK [tidy] ***', { type: 'task', name: 'tidy', kind: 'cleanup' }],
    ['PLAY RECAP ****', { type: 'recap-start' }],
    ['NO MORE HOSTS LEFT ****', { type: 'no-hosts-left' }],
  ])('%s', (line, event) => {
    expect(parse(`${line}\n`)).toEqual([{ ...event, line: 1 }])
  })
  it.each(['  TASK [x] ***', 'TASK [x] **', 'TASK [x]***', 'PLAYBOOK: p.yml ***', 'Monday 0:00:00.4 ****'])(
    'do not include: %s',
    (line) => {
      expect(parse(line)).toEqual([{ type: 'text', line: 1, text: line }])
    },
  )
})

describe('results', () => {
  const cases: [string, object][] = [
    ['ok: [h1]', { host: 'h1', status: 'ok' }],
    ['changed: [h1 -> h2(10.0.0.2)]', { host: 'h1', delegate: 'h2(10.0.0.2)', status: 'changed' }],
    ['skipping: [h1] => (item=a) ', { status: 'skipped', item: 'a' }],
    ["ok: [h1] => (item={u'name': u'x', u'list': [1]})", { item: "{u'name': u'x', u'list': [1]}" }],
    ['ok: [h1] => (item=a) => {"changed": false}', { item: 'a', message: '' }],
    ['fatal: [h1]: UNREACHABLE! => {"msg": "no route"}', { status: 'unreachable', message: 'no route' }],
    [
      'failed: [h1] (item=x) => {"msg": "bad", "changed": true}',
      { item: 'x', message: 'bad', changed: true },
    ],
    [
      "fatal: [n1 -> {{ download_delegate if x else groups['kube-master'][0] }}]: FAILED! => {}",
      {
        host: 'n1',
        delegate: "{{ download_delegate if x else groups['kube-master'][0] }}",
        status: 'failed',
      },
    ],
    [
      'fatal: [h1]: FAILED! => {"msg": "non-zero return code", "stderr": "no\\nspace"}',
      { message: 'non-zero return code\nno\nspace' },
    ],
    ['fatal: [h1]: FAILED! => {"msg": "", "stdout": "out"}', { message: 'out' }],
    ['fatal: [h1]: FAILED! => {"reason": "no file"}', { message: 'no file' }],
    ['fatal: [h1]: FAILED! => {"results": [{"msg": "inner"}], "msg": "outer"}', { message: 'outer' }],
    [
      "fatal: [h1]: FAILED! => {u'msg': u'it\\'s \\xe9 \\u4e2d', 'changed': True}",
      { message: "it's é 中", changed: true },
    ],
    ['fatal: [h1]: FAILED! => {"msg": "cut off he', { message: 'cut off he' }],
    ['fatal: [h1]: FAILED! => plain words', { message: 'plain words' }],
    ['fatal: [h1]: FAILED! => {"msg": ["a", "b"]}', { message: '["a", "b"]' }],
  ]
  it.each(cases)('%s', (line, expected) => {
    expect(parse(`${line}\n`)).toMatchObject([{ type: 'result', ...expected }])
  })
  it.each(['ok: ready', 'fatal: [h]: what', 'changed: [h] by me', ' ok: [h1]', 'failed: [h1]', 'ok: [h1'])(
    'do not include: %s',
    (line) => {
      expect(parse(line)).toMatchObject([{ type: 'text' }])
    },
  )
  it('include head and tail of a long message', () => {
    const [result] = results(`fatal: [h]: FAILED! => {"msg": "begin ${'x'.repeat(50_000)} end"}`)
    expect(result?.message).toMatch(/^begin x+ … x+ end$/)
    expect(result?.message.length).toBeLessThanOrEqual(2000)
  })
})

describe('blocks', () => {
  it('are consumed as a whole, including lines that look like results', () => {
    const log = 'ok: [h1] => {\n    "msg": "x"\nfatal: [h2]: FAILED! => {}\n}\nok: [h2]\n'
    expect(results(log).map(({ host, line }) => [host, line])).toEqual([
      ['h1', 1],
      ['h2', 5],
    ])
  })
  it('contain a message like a single-line module result', () => {
    const log = 'fatal: [h]: FAILED! => {\n    "assertion": "1 == 2",\n    "msg": "nope"\n}\n...ignoring\n'
    expect(parse(log)).toMatchObject([
      { message: 'nope', line: 1 },
      { type: 'ignored', line: 5 },
    ])
    expect(results(log)[0]?.detail).toContain('"assertion": "1 == 2", "msg"')
  })
  it('end at a banner if the log was truncated', () => {
    expect(parse('ok: [h] => {\n    "a": 1,\n\nPLAY [next] ****\n')).toMatchObject([
      { host: 'h' },
      { type: 'play' },
    ])
  })
  it('may be YAML, as other callbacks print them', () => {
    const log =
      'fatal: [n]: FAILED! => changed=true \n  cmd: x\n  msg: |-\n    first\n    fatal: [x]: FAILED!\n  rc: 1\nok: [m]\n'
    expect(results(log)).toMatchObject([
      { host: 'n', changed: true, message: 'first\nfatal: [x]: FAILED!' },
      { host: 'm', line: 7 },
    ])
  })
  it('may be sections after the JSON of a failure, as the debug callback of 2.1 prints them', () => {
    const log = `TASK [Disable swap] ***
fatal: [h1]: FAILED! => {
    "changed": true,
    "rc": 1
}

STDOUT:

>>> /etc/sudoers: syntax error near line 3 <<<

ok, not: [a result]


MSG:

non-zero return code

ok: [h2]
fatal: [h3]: FAILED! => {
    "changed": false
}

MSG:

the disk is full

...ignoring

PLAY RECAP ***
`
    const [task, first, second, third, ignored, recap] = parse(log)
    expect([task, second, ignored, recap].map((event) => event?.line)).toEqual([1, 18, 27, 29])
    const message =
      'non-zero return code\n>>> /etc/sudoers: syntax error near line 3 <<<\n\nok, not: [a result]'
    expect(first).toMatchObject({ host: 'h1', line: 2, lines: 15, message, changed: true })
    expect(third).toMatchObject({ host: 'h3', line: 19, lines: 7, message: 'the disk is full' })
    expect(parse(log.slice(0, log.indexOf('ok: [h2]')))).toEqual([task, first])
  })

  it('contain the output of a command as a terminal shows it, without the notice that ssh adds', () => {
    const output = 'Tree... 0%\r\rTree... 50%\r\rTree... Done\r\r\nE: Unable to locate package x\r\n'
    const sections = `STDOUT:\n\n${output}\n\nSTDERR:\n\nShared connection to 10.0.0.2 closed.\r\n\n\nMSG:\n\nnon-zero return code\n`
    const [first] = parse(`fatal: [h1]: FAILED! => {\n    "rc": 100\n}\n\n${sections}`)
    const message = 'non-zero return code\nTree... Done\nE: Unable to locate package x'
    expect(first).toMatchObject({ host: 'h1', message })
    const stderr = 'Shared connection to 10.0.0.2 closed.\r\n'
    const json = JSON.stringify({ msg: 'non-zero return code', rc: 100, stderr, stdout: output })
    expect(parse(`fatal: [h1]: FAILED! => ${json}\n`)).toMatchObject([{ host: 'h1', message }])
  })

  it('have no sections if other text follows their JSON', () => {
    const log = 'fatal: [h1]: FAILED! => {\n    "msg": "bad"\n}\n\nfailed!\n'
    expect(parse(log)).toMatchObject([
      { type: 'result', lines: 3, message: 'bad' },
      { type: 'text', line: 5, text: 'failed!' },
    ])
  })

  it.each([
    ['JSON', 'ok: [h] => {\n    "msg": "https://x.example/file"\n}\n', 'https://x.example/file'],
    ['YAML', 'ok: [h] => \n  msg: https://x.example/file\n', 'https://x.example/file'],
    ['more text', 'ok: [h] => {\n    "msg": "see https://x.example/file"\n}\n', ''],
    ['another member', 'ok: [h] => {\n    "changed": false,\n    "msg": "https://x.example/file"\n}\n', ''],
  ])('keep of a success only a URL that debug printed: %s', (_, log, message) => {
    expect(results(log)).toMatchObject([{ status: 'ok', message, detail: undefined }])
  })
  it.each([
    [
      'JSON',
      '{"cmd": ["git", "clone", "it\'s"], "msg": "non-zero return code", "rc": 1, "stderr": "a\\nb\\r\\n", "stdout": ""}',
    ],
    [
      'Python',
      "{u'cmd': [u'git', 'clone', \"it's\"], u'msg': u'non-zero return code', u'rc': 1, u'stderr': u'a\\nb'}",
    ],
    [
      'YAML',
      "changed=true \n  cmd:\n  - git\n  - clone\n  - it's\n  msg: non-zero return code\n  rc: 1\n  stderr: |-\n    a\n    b",
    ],
    [
      'sections',
      '{\n    "cmd": "git clone it\'s",\n    "rc": 1\n}\n\nSTDERR:\n\na\nb\n\n\nMSG:\n\nnon-zero return code',
    ],
    [
      'the results of a loop',
      '{"msg": "All items completed", "results": [{"rc": 0, "stderr": "x"}, {"cmd": "git clone it\'s", "failed": true, "msg": "non-zero return code", "rc": 1, "stderr": "a\\nb"}]}',
    ],
  ])('have the values that explain a failure: %s', (_, text) => {
    expect(results(`fatal: [h]: FAILED! => ${text}\n`)[0]?.fields).toEqual({
      cmd: "git clone it's",
      msg: 'non-zero return code',
      rc: '1',
      stderr: 'a\nb',
    })
  })
  it('have bounded values', () => {
    const text = JSON.stringify({ msg: 'bad', stdout: 'x'.repeat(100_000) })
    expect(results(`fatal: [h]: FAILED! => ${text}\n`)[0]?.fields?.stdout?.length).toBe(8192)
  })
  it('may be items of several lines', () => {
    const log = 'ok: [h1] => (item=one\nfatal: [x]: FAILED! => {}\nthree)\nok: [h2]\n'
    expect(results(log).map(({ host, item }) => [host, item])).toEqual([
      ['h1', 'one fatal: [x]: FAILED! => {} three'],
      ['h2', undefined],
    ])
  })
})

describe('other lines', () => {
  it('are retries, with a host from 2.12 on', () => {
    expect(
      parse(
        'FAILED - RETRYING: wait (for it) (3 retries left).\nFAILED - RETRYING: [h1 -> h2]: wait (2 retries left).Result was: {\n    "a": "ok: [x]"\n}\n',
      ),
    ).toEqual([
      { type: 'retry', line: 1, task: 'wait (for it)', retriesLeft: 3 },
      { type: 'retry', line: 2, task: 'wait', retriesLeft: 2, host: 'h1' },
    ])
  })
  it('are included files', () => {
    const log = 'included: /a for b/c.yml for h1, h2 => (item=x for y)\n'
    expect(parse(log)).toEqual([{ type: 'included', line: 1, hosts: ['h1', 'h2'] }])
  })
  it('are rows of the recap, with or without colours, but only below its banner', () => {
    const row =
      '\u001b[0;32mh1\u001b[0m    : \u001b[0;32mok=3   \u001b[0m changed=0    unreachable=0    failed=1   \r\n'
    expect(parse(row)).toMatchObject([{ type: 'text' }])
    expect(parse(`PLAY RECAP ****\n${row}`)[1]).toEqual({
      type: 'recap',
      line: 2,
      host: 'h1',
      counters: { ok: 3, changed: 0, unreachable: 0, failed: 1 },
    })
  })
  it('are text without colours; blank lines are skipped', () => {
    expect(parse('\r\n   \n\u001b[1mHello\u001b[0m 中文\r\n')).toEqual([
      { type: 'text', line: 3, text: 'Hello 中文' },
    ])
  })
})

describe('the stream', () => {
  const folder = new URL('../../../fixtures/ansible-output/', import.meta.url)
  const samples = readdirSync(folder).filter((name) => name.endsWith('.txt'))
  const sample = (name: string) => readFileSync(new URL(name, folder))

  it.each(samples)('yields the same events for any chunks: %s', (name) => {
    const bytes = sample(name)
    const whole = parse(bytes)
    expect(parse(bytes.toString('utf8'))).toEqual(whole)
    const cuts = fc.array(fc.integer({ min: 0, max: bytes.length }), { maxLength: 60 })
    fc.assert(
      fc.property(cuts, (offsets) => {
        const edges = [0, ...offsets.sort((a, b) => a - b), bytes.length]
        expect(parse(...edges.slice(1).map((end, n) => bytes.subarray(edges[n], end)))).toEqual(whole)
      }),
      { numRuns: 15 },
    )
  })
  it('yields the same events for any text in any chunks', () => {
    const part = fc.oneof(
      fc.constantFrom(
        '\n',
        '\r',
        '\r\n',
        '\b',
        '\u001b[0;31m',
        '\u001b[K',
        '\u001b[2D',
        '\u001b]0;t\u0007',
        '中',
        '😀',
        '}',
      ),
      fc.constantFrom(
        'ok: [h] => {',
        'fatal: [h]: FAILED! => {"msg": "x"}',
        'ok: [h] => (item=',
        'TASK [t] ***',
        'PLAY RECAP ***',
      ),
      fc.string({ unit: 'binary' }),
    )
    fc.assert(
      fc.property(
        fc.array(part, { maxLength: 40 }),
        fc.array(fc.nat(), { maxLength: 20 }),
        (parts, offsets) => {
          const bytes = Buffer.from(parts.join(''))
          const edges = [
            0,
            ...offsets.map((place) => place % (bytes.length + 1)).sort((a, b) => a - b),
            bytes.length,
          ]
          expect(parse(...edges.slice(1).map((end, n) => bytes.subarray(edges[n], end)))).toEqual(
            parse(bytes),
          )
        },
      ),
      { numRuns: 200 },
    )
  })
  it('may reuse one buffer for all chunks', () => {
    const bytes = sample('nasty-2.14.txt')
    const events: AnsibleEvent[] = []
    const parser = createParser((event) => events.push(event))
    const buffer = Buffer.alloc(256)
    for (let at = 0; at < bytes.length; at += buffer.length)
      parser.push(buffer.subarray(0, bytes.copy(buffer, 0, at)))
    parser.end()
    expect(events).toEqual(parse(bytes))
  })
  it('truncates a line that does not end', () => {
    const chunk = 'x'.repeat(100_000)
    const [event] = parse(...Array.from({ length: 40 }, () => chunk))
    expect(event).toMatchObject({ type: 'text', line: 1 })
    expect(event?.type === 'text' && event.text.length).toBe(MAX_LINE_CHARS)
  })
  it.each([
    'fatal: [',
    'TASK [',
    'ok: [h] => (item=',
    'fatal: [h]: FAILED! => {"',
    "fatal: [h]: FAILED! => {'a': [",
    '\u001b[',
    '*',
    '\\"',
  ])(
    'parses a line full of %j without backtracking',
    (hostile) => {
      expect(parse(`${hostile.repeat(20_000)}\n`).length).toBeLessThanOrEqual(1)
    },
    2_000,
  )
})
