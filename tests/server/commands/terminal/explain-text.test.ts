import { expect, it } from 'vitest'
import { explainLog } from '@/lib/diagnosis/explain-log'
import { explain } from '@/lib/diagnosis/explanation'
import { LogReducer } from '@/lib/diagnosis/log-reducer'
import { renderExplanation } from '@/server/commands/terminal/explain-text'
import { translator } from '@/server/translator'

function rendered(...lines: string[]): string {
  const log = new LogReducer()
  log.push(Buffer.from(`${lines.join('\n')}\n`))
  log.end()
  const recovered = { prefixes: [], width: null }
  return renderExplanation({ explanation: explain(log), recovered, excerpts: [] }, translator())
}

const RUN = [
  'PLAY [all] ****',
  'TASK [one] ****',
  'ok: [a]',
  'PLAY RECAP ****',
  'a : ok=1 changed=0 unreachable=0 failed=0',
]

it('shows each of several runs, the last one first', () => {
  const text = rendered(
    ...RUN,
    'again',
    'PLAY [all] ****',
    'TASK [one] ****',
    'TASK [two] ****',
    '^C [ERROR]: User interrupted execution',
  )
  const parts = text.split('\n\n')
  expect(parts[0]).toBe('2 plays, 3 tasks, 1 PLAY RECAP: unfinished.')
  expect(parts[1]).toContain('Run from line 7: 1 play, 2 tasks')
  expect(parts[1]).toContain('The user interrupted the task “two” (line 9).\nNo result yet from a.')
  expect(text.indexOf('an-interrupted')).toBeLessThan(text.indexOf('Run from line 1:'))
})

it('names the missing beginning, and leaves out that the recap differs', () => {
  const text = rendered('PLAY RECAP ****', 'a : ok=9 changed=0 unreachable=0 failed=1')
  expect(text).toContain('The beginning of the output is not in this log.')
  expect(text).toContain('log-partial, a, line 2:')
  expect(text).not.toContain('differ')
})

it("shows the installer's own words, which contradict the recap", () => {
  expect(rendered(...RUN, 'failed!')).toContain('The installer reported a failure (line 6)\n    failed!')
})

it('shows what was removed from the log', async () => {
  const prefix = 'web-1 |  '
  const log = Buffer.from(RUN.map((line) => `${prefix}${line}\n`).join(''))
  const explained = await explainLog(async function* () {
    yield log
  })
  expect(renderExplanation(explained, translator())).toContain('\nRemoved from each line: "web-1 |  "\n')
  const cut = { ...explained, recovered: { prefixes: [], width: 80 } }
  expect(renderExplanation(cut, translator())).toContain('The lines were cut at 80 columns.')
})
