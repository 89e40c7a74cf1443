/**
 * Collects the lines of a log that match a known failure while the log is parsed. Bounded in size, whatever the length of
 * the log.
 */
import type { AnsibleEvent } from '@/lib/log/ansible/event'
import { detachString } from '@/lib/log/lines'
import { INTERRUPTIONS } from '@/lib/run/progress/reducer'
import { createKeywordSearch } from './keyword-search'
import type { Facts, Signature } from './signature'
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
  facts: Facts | undefined
}

export interface Matches {
  readonly found: Map<string, Match>
  /** The current task. */
  task: string
  /** Number of tasks so far. Kubespray runs tasks of the same name for every file that it downloads. */
  tasks: number
  /** The URL that a `debug` task showed last: by host, and under '' for any host. */
  readonly shownUrls: Map<string, string>
  /** Whether a playbook runs: it has a play or a task, and no PLAY RECAP yet. */
  isInPlaybook: boolean
  /** The last line that proves that Ansible started: a play, a task or an error of its own. 0 without one. */
  startedAt: number
}

/** The same signature for the same host and task is stored once. */
const MAX_MATCHES = 500
/** Longer text is truncated before the search: a whole module result (`event.ts`) and the name of its task. */
const MAX_TEXT_CHARS = 17_000
const MAX_TASK_CHARS = 400

/** Hosts whose shown URL is stored. */
const MAX_SHOWN_URLS = 10_000

const KEYWORDS = createKeywordSearch([...SIGNATURES.flatMap(({ keywords }) => keywords), ...INTERRUPTIONS])

/** Whether a text contains a keyword of a signature, or reports an interrupted playbook run. Other text is not searched. */
export const hasKeyword = (text: string): boolean => KEYWORDS.test(text)

/** Ansible prints this when an error of its own ends it before any recap. */
export const ANSIBLE_ERROR = 'ERROR! '

export const createMatches = (): Matches => ({
  found: new Map(),
  task: '',
  tasks: 0,
  shownUrls: new Map(),
  isInPlaybook: false,
  startedAt: 0,
})

/** Searches an event of the parser for signatures. */
export function addMatches(matches: Matches, event: AnsibleEvent): void {
  const { task } = matches
  const outside = !matches.isInPlaybook
  trackAnsible(matches, event)
  if (event.type === 'task') {
    matches.task = event.name
    matches.tasks += 1
  } else if (event.type === 'play') matches.task = ''
  else if (event.type === 'text')
    search(matches, event.text, { from: 'text', host: '', task, line: event.line, outside })
  else if (event.type === 'retry') {
    const text = `FAILED - RETRYING: ${event.task} (${event.retriesLeft} retries left).`
    const { host = '', line } = event
    search(matches, text, { from: 'retry', host, task: event.task, line, outside })
  } else if (event.type === 'result') addResult(matches, event, { task, outside })
}

type Result = Extract<AnsibleEvent, { type: 'result' }>

function addResult(matches: Matches, event: Result, { task, outside }: { task: string; outside: boolean }) {
  const { status, host, line, message, detail } = event
  if (status === 'failed' || status === 'unreachable') {
    if (detail === undefined && !hasKeyword(task)) return
    const title = status === 'failed' ? `FAILED: ${task.slice(0, MAX_TASK_CHARS)}\n` : ''
    const text = `${title}${detail ?? ''}\n${message}`
    search(matches, text, { from: 'failure', host, task, line, outside })
  } else if (message !== '') {
    if (matches.shownUrls.size >= MAX_SHOWN_URLS) matches.shownUrls.clear()
    matches.shownUrls.set(detachString(host), message).set('', message)
  }
}

function trackAnsible(matches: Matches, event: AnsibleEvent) {
  const { type, line } = event
  const starts = type === 'play' || type === 'task'
  if (starts || (type === 'text' && event.text.startsWith(ANSIBLE_ERROR))) matches.startedAt = line
  if (starts || type === 'recap-start') matches.isInPlaybook = starts
}

type Location = Omit<Match, 'id' | 'length' | 'facts'>

function search(matches: Matches, whole: string, location: Location) {
  const text = whole.slice(0, MAX_TEXT_CHARS)
  const found = KEYWORDS.find(text)
  if (found.size === 0) return
  for (const signature of SIGNATURES) {
    if (signature.isInResult && location.from !== 'failure') continue
    const match = signature.keywords.some((keyword) => found.has(keyword)) && signature.pattern.exec(text)
    if (match) store(matches, signature, { match, text, location })
  }
}

interface Found {
  match: RegExpExecArray
  text: string
  location: Location
}

/** A later retry replaces an earlier one with other facts: the earlier task may have succeeded since. */
function store(matches: Matches, signature: Signature, { match, text, location }: Found) {
  const { found, shownUrls, tasks } = matches
  const { from, task } = location
  const host = detachString(location.host)
  const key = [signature.id, from, host, task, from === 'failure' ? tasks : ''].join(' ')
  const stored = found.get(key)
  if (stored ? from !== 'retry' : found.size >= MAX_MATCHES) return
  const facts = factsOf(signature, match, signature.facts?.(text, shownUrls.get(host) ?? shownUrls.get('')))
  if (stored && stored.facts?.url === facts?.url) return
  found.set(key, { id: signature.id, ...location, host, length: match[0].length, facts })
}

/** The named groups of the pattern and the facts of its reader; undefined if one of them is missing. */
function factsOf(signature: Signature, { groups = {} }: RegExpExecArray, read: Facts | undefined) {
  const named = Object.entries(groups).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, detachString(value)]],
  )
  const isComplete = named.length === Object.keys(groups).length && (read !== undefined || !signature.facts)
  const facts = { ...Object.fromEntries(named), ...read }
  return isComplete && Object.keys(facts).length > 0 ? facts : undefined
}
