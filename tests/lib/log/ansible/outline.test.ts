import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { Outline } from '@/lib/log/ansible/outline'
import { createParser } from '@/lib/log/ansible/parser'

function outlined(log: string, pieceBytes = 1_000_000): Outline {
  const outline = new Outline()
  const parser = createParser((event) => outline.add(event))
  const bytes = Buffer.from(log)
  for (let at = 0; at < bytes.length; at += pieceBytes) parser.push(bytes.subarray(at, at + pieceBytes))
  parser.end()
  return outline
}

/** `LINE+LINES KIND HOST`, lines from 0. */
function rows(log: string): string[] {
  const { hosts, line, lines, host, kind } = outlined(log).chunk(0)
  return kind.map((one, at) => `${line[at]}+${lines[at]} ${one} ${hosts[host[at] ?? -1] ?? ''}`.trim())
}

it('lists plays, tasks and results with all their lines, but no text inside a module result', () => {
  const log = [
    'PLAY [all] ***',
    '',
    'TASK [one] ***',
    'ok: [a]',
    'fatal: [b]: FAILED! => {',
    '    "msg": "changed: [a]"',
    '}',
    '',
    'RUNNING HANDLER [two] ***',
    'changed: [a] => (item=one',
    'item)',
    'skipping: [b]',
    'text',
    'PLAY RECAP ***',
    'a : ok=2 changed=1 unreachable=0 failed=0',
    '',
  ]
  expect(rows(log.join('\n'))).toEqual([
    '0+1 play',
    '2+1 task',
    '3+1 ok a',
    '4+3 failed b',
    '8+1 task',
    '9+2 changed a',
    '11+1 skipped b',
    '13+1 end',
  ])
})

it('ends a YAML module result where its indentation ends, and a truncated one at the next banner', () => {
  expect(rows('ok: [a] => changed=false\n  msg: x\ntext\nok: [b]\n')).toEqual(['0+2 ok a', '3+1 ok b'])
  expect(rows('ok: [a] => {\n  "x": 1,\n\nTASK [next] ***\n')).toEqual(['0+3 ok a', '3+1 task'])
  expect(rows('ok: [a] => {\n  "x": 1,\n')).toEqual(['0+2 ok a'])
})

it('does not depend on the chunks of the log, and grows by appending only', () => {
  const log = readFileSync('tests/fixtures/playbook-logs/loops-verbose.txt', 'utf8')
  const whole = outlined(log).chunk(0)
  expect(whole.kind.length).toBeGreaterThan(50)
  expect(outlined(log, 17).chunk(0)).toEqual(whole)
  const part = outlined(log.slice(0, log.lastIndexOf('\nTASK ['))).chunk(0)
  expect(whole.line.slice(0, part.line.length)).toEqual(part.line)
  expect(whole.kind.slice(0, part.kind.length)).toEqual(part.kind)
})
