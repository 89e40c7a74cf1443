/** The parser of lines whose numbers repeat or skip, as after unwrapping a log or leaving out another program's lines. */
import { expect, it } from 'vitest'
import type { AnsibleEvent } from '@/lib/log/ansible/event'
import { createLineParser } from '@/lib/log/ansible/parser'

function parse(...lines: [text: string, number: number][]): AnsibleEvent[] {
  const events: AnsibleEvent[] = []
  const parser = createLineParser((event) => events.push(event))
  for (const [text, number] of lines) parser.line(text, number)
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
