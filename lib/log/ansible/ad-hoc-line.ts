/**
 * Parses the first line of a result without a task: of an ad-hoc command, or of a playbook with the minimal or oneline
 * callback. `host | SUCCESS => {`, `host | FAILED | rc=1 >>`, `host | CHANGED | rc=0 | (stdout) …`, `host | UNREACHABLE!: …`,
 * and `host | success >> {` of Ansible 1.9. A result line is recognised as a whole, since outputs contain similar text.
 */
import type { ResultStatus } from './event'

export interface AdHocHead {
  status: ResultStatus
  host: string
  /** `json`: on this line, or `{` alone; `yaml`: on the next lines; `output`: raw text on the next lines; `text`: on this line. */
  format: 'json' | 'yaml' | 'output' | 'text' | 'none'
  /** The text after the arrow, of any format. */
  rest: string
}

const HEAD = /^(\S{1,255}) \| (SUCCESS|CHANGED|FAILED|UNREACHABLE|SKIPPED|success|skipped)(!?)(?= |:|$)/

const STATUS: Readonly<Record<string, ResultStatus>> = {
  SUCCESS: 'ok',
  success: 'ok',
  CHANGED: 'changed',
  FAILED: 'failed',
  UNREACHABLE: 'unreachable',
  SKIPPED: 'skipped',
  skipped: 'skipped',
}

const RETURN_CODE = /^ \| rc=-?\d{1,10} (>>|\| )/

/** @returns undefined for any other line */
export function parseAdHocLine(line: string): AdHocHead | undefined {
  const head = HEAD.exec(line)
  if (!head) return undefined
  const [start, host = '', word = '', mark = ''] = head
  const after = line.slice(start.length)
  const body = bodyOf(after, mark === '!')
  if (!body) return undefined
  const status = STATUS[word] ?? 'failed'
  // Ansible 1.9 reports a lost connection as a failure.
  return {
    status: status === 'failed' && body.rest.startsWith(SSH_ERROR) ? 'unreachable' : status,
    host,
    ...body,
  }
}

const SSH_ERROR = 'SSH Error: '

type Body = Pick<AdHocHead, 'format' | 'rest'>

function bodyOf(after: string, isMarked: boolean): Body | undefined {
  if (after.trim() === '') return { format: 'none', rest: '' }
  const code = RETURN_CODE.exec(after)
  if (code) {
    const rest = after.slice(code[0].length)
    if (code[1] === '>>') return rest.trim() === '' ? { format: 'output', rest: '' } : undefined
    return rest.startsWith('(stdout) ') ? { format: 'text', rest } : undefined
  }
  if (after.startsWith(': ')) return isMarked ? { format: 'text', rest: after.slice(2) } : undefined
  const arrow = [' =>', ' >>'].find((known) => after.startsWith(known))
  return arrow === undefined ? undefined : dataOf(after.slice(arrow.length).trim(), isMarked)
}

/** Alone on its line, empty, or with a first key; a longer one may be truncated. */
const JSON_START = /^\{(?:$|\}$| *u?["'])/

function dataOf(rest: string, isMarked: boolean): Body | undefined {
  if (rest === '' || rest.startsWith('changed=')) return { format: 'yaml', rest }
  if (rest.startsWith('{')) return JSON_START.test(rest) ? { format: 'json', rest } : undefined
  return isMarked ? undefined : { format: 'text', rest }
}
