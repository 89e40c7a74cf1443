/** The parser of lines whose numbers repeat or skip, as after unwrapping a log or leaving out another program's lines. */
import { expect, it } from 'vitest'
import type { AnsibleEvent } from '@/lib/log/ansible/event'
import { createLineParser, type LinePlace } from '@/lib/log/ansible/parser'

function parse(...lines: [text: string, number: number, place?: LinePlace][]): AnsibleEvent[] {
  const events: AnsibleEvent[] = []
  const parser = createLineParser((event) => events.push(event))
  for (const line of lines) parser.line(...line)
  parser.end()
  return events
}

it('accepts several lines with the number of one physical line', () => {
  expect(parse(['TASK [one] ****', 7], ['ok: [a]', 7])).toMatchObject([
    { type: 'task', name: 'one', line: 7 },
    { type: 'result', host: 'a', line: 7, lines: 1 },
  ])
})

it('counts the lines of a block from its first to its last number', () => {
  const yaml = parse(
    ['fatal: [a]: FAILED! => changed=false', 10],
    ['  msg: no', 12],
    ['  rc: 1', 14],
    ['ok: [b]', 30],
  )
  expect(yaml).toMatchObject([
    { host: 'a', message: 'no', line: 10, lines: 5 },
    { host: 'b', line: 30, lines: 1 },
  ])
  const truncated = parse(['fatal: [a]: FAILED! => {', 3], ['    "msg": "no",', 9])
  expect(truncated).toMatchObject([{ message: 'no', line: 3, lines: 7 }])
})

it('reads a line that continues a message as a part of its result, whatever it looks like', () => {
  const events = parse(
    ['fatal: [a]: FAILED! => {', 1, 'starts'],
    ['    "rc": 1', 2, 'continues'],
    ['}', 3, 'continues'],
    ['STDOUT:', 4, 'continues'],
    ['TASK [inner] ***', 5, 'continues'],
    ['fatal: [x]: FAILED! => {"msg": "inner"}', 6, 'continues'],
    ['ok: [b]', 7, 'starts'],
  )
  expect(events).toMatchObject([
    { type: 'result', host: 'a', message: expect.stringContaining('fatal: [x]') },
    { type: 'result', host: 'b' },
  ])
})

it('ends a truncated result where the next message starts', () => {
  const events = parse(['fatal: [a]: FAILED! => {', 1, 'starts'], ['ok: [b]', 2, 'starts'])
  expect(events).toMatchObject([{ host: 'a' }, { host: 'b' }])
})

it('emits the line of another program within a result', () => {
  const events: AnsibleEvent[] = []
  const parser = createLineParser((event) => events.push(event))
  parser.line('fatal: [a]: FAILED! => {', 1)
  expect(parser.isInResult).toBe(true)
  parser.foreignLine('the database is ready', 2)
  parser.line('    "msg": "no"', 3)
  parser.line('}', 4)
  parser.line('ok: [b]', 5)
  parser.end()
  expect(events).toMatchObject([
    { type: 'text', text: 'the database is ready' },
    { host: 'a', message: 'no', lines: 4 },
    { host: 'b' },
  ])
})
