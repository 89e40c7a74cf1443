/**
 * Collects the lines of a log that match a known failure while the log is parsed. Bounded in size, whatever the length of
 * the log.
 */
import type { AnsibleEvent } from '@/lib/log/ansible/event'
import { detachString } from '@/lib/log/lines'
import { INTERRUPTIONS } from '@/lib/run/progress/reducer'
import { SIGNATURES } from './signatures'

/** A line of the log that matches a signature. */
export interface Match {
  id: string
  /** The module result of a failed task, a line that Ansible did not print, or a retry. */
  from: 'failure' | 'text' | 'retry'
  host: string
  task: string
  line: number
  /** Length of the matching text: the longer, the more specific. */
  length: number
  /** Whether no playbook was running, as in the installer's own output. */
  outside: boolean
}

export interface Matches {
  readonly found: Map<string, Match>
  /** The current task. */
  task: string
  /** Whether a playbook runs: it has a play or a task, and no PLAY RECAP yet. */
  isInPlaybook: boolean
  /** The last line that proves that Ansible started: a play, a task or an error of its own. 0 without one. */
  startedAt: number
}

/** The same signature for the same host and task is stored once. */
const MAX_MATCHES = 500
/** Longer text is truncated before the search. */
const MAX_TEXT_CHARS = 16_384

const KEYWORDS = [...SIGNATURES.flatMap(({ keywords }) => keywords), ...INTERRUPTIONS]
const ANY_KEYWORD = new RegExp(KEYWORDS.map((keyword) => keyword.replace(/[^\w ]/g, '\\$&')).join('|'))

/** Whether a text contains a keyword of a signature, or reports an interrupted playbook run. Other text is not searched. */
export const hasKeyword = (text: string): boolean => ANY_KEYWORD.test(text)

/** Ansible prints this when an error of its own ends it before any recap. */
export const ANSIBLE_ERROR = 'ERROR! '

export const createMatches = (): Matches => ({
  found: new Map(),
  task: '',
  isInPlaybook: false,
  startedAt: 0,
})

/** Searches an event of the parser for signatures. */
export function addMatches(matches: Matches, event: AnsibleEvent): void {
  const { task } = matches
  const outside = !matches.isInPlaybook
  trackAnsible(matches, event)
  if (event.type === 'task') matches.task = event.name
  else if (event.type === 'play') matches.task = ''
  else if (event.type === 'text')
    search(matches, event.text, { from: 'text', host: '', task, line: event.line, outside })
  else if (event.type === 'retry') {
    const text = `FAILED - RETRYING: ${event.task} (${event.retriesLeft} retries left).`
    const { host = '', line } = event
    search(matches, text, { from: 'retry', host, task: event.task, line, outside })
  } else if (event.type === 'result' && event.detail !== undefined) {
    const text = `${event.detail}\n${event.message}`
    search(matches, text, { from: 'failure', host: event.host, task, line: event.line, outside })
  }
}

function trackAnsible(matches: Matches, event: AnsibleEvent) {
  const { type, line } = event
  const starts = type === 'play' || type === 'task'
  if (starts || (type === 'text' && event.text.startsWith(ANSIBLE_ERROR))) matches.startedAt = line
  if (starts || type === 'recap-start') matches.isInPlaybook = starts
}

function search({ found }: Matches, whole: string, location: Omit<Match, 'id' | 'length'>) {
  const text = whole.slice(0, MAX_TEXT_CHARS)
  for (const { id, keywords, pattern } of SIGNATURES) {
    const match = keywords.some((keyword) => text.includes(keyword)) && pattern.exec(text)
    if (!match || found.size >= MAX_MATCHES) continue
    const host = detachString(location.host)
    const key = [id, location.from, host, location.task].join(' ')
    if (!found.has(key)) found.set(key, { id, ...location, host, length: match[0].length })
  }
}
