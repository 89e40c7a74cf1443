/**
 * Collects the lines of a log that match a known failure while the log is parsed. Bounded in size, whatever the length of
 * the log.
 */
import type { AnsibleEvent } from '@/lib/log/ansible/event'
import { detachString } from '@/lib/log/lines'
import { INTERRUPTIONS } from '@/lib/run/progress/reducer'
import {
  type Evidence,
  type EvidenceMatch,
  lineEvidence,
  matchEvidence,
  resultEvidence,
  searchable,
} from './evidence'
import { createKeywordSearch } from './keyword-search'
import type { Facts, Signature } from './signature'
import { SIGNATURES } from './signatures'

/** A line of the log that matches a signature. */
export interface Match {
  id: string
  /** The reason of a failed task, the output of its command, a retry, or a line that Ansible did not print. */
  from: 'failure' | 'output' | 'retry' | 'text'
  host: string
  task: string
  line: number
  /** Length of the matching text: the longer, the more specific. */
  length: number
  /** Whether no playbook was running, as in the installer's own output. */
  outside: boolean
  /** Whether the line is an error of Ansible's own. */
  isError: boolean
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
  /** The last line of a message that the next result repeats. */
  repeatedUntil: number
}

/** The same signature for the same host and task is stored once. */
const MAX_MATCHES = 500
/** Hosts whose shown URL is stored. */
const MAX_SHOWN_URLS = 10_000

/** From 2.19 on, Ansible prints the message of a failure before its result, whose host may ignore it. */
const TASK_ERROR = '[ERROR]: Task failed'
const MAX_TASK_ERROR_LINES = 40

const KEYWORDS = createKeywordSearch([
  ...SIGNATURES.flatMap(({ keywords }) => keywords),
  ...INTERRUPTIONS,
  TASK_ERROR,
])

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
  repeatedUntil: 0,
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
  else if (event.type === 'text') addLine(matches, event, { task, outside })
  else if (event.type === 'retry') {
    const text = `FAILED - RETRYING: ${event.task} (${event.retriesLeft} retries left).`
    const { host = '', line } = event
    search(matches, lineEvidence(text), {
      from: 'retry',
      host,
      task: event.task,
      line,
      outside,
      isError: false,
    })
  } else if (event.type === 'result') addResult(matches, event, { task, outside })
}

type Text = Extract<AnsibleEvent, { type: 'text' }>
type Result = Extract<AnsibleEvent, { type: 'result' }>
type Place = Pick<Match, 'task' | 'outside'>

function addLine(matches: Matches, { text, line }: Text, place: Place) {
  if (text.startsWith(TASK_ERROR)) matches.repeatedUntil = line + MAX_TASK_ERROR_LINES
  if (line <= matches.repeatedUntil) return
  const isError = text.startsWith(ANSIBLE_ERROR) || text.startsWith('[ERROR]: ')
  search(matches, lineEvidence(text), { from: 'text', host: '', line, isError, ...place })
}

function addResult(matches: Matches, event: Result, { task, outside }: Place) {
  const { status, host, line, message, detail } = event
  if (status === 'failed' || status === 'unreachable') {
    if (detail === undefined && !hasKeyword(task)) return
    const evidence = resultEvidence(event, task)
    search(matches, evidence, { from: 'failure', host, task, line, outside, isError: false })
  } else if (message !== '') {
    if (matches.shownUrls.size >= MAX_SHOWN_URLS) matches.shownUrls.clear()
    matches.shownUrls.set(detachString(host), message).set('', message)
  }
}

function trackAnsible(matches: Matches, event: AnsibleEvent) {
  const { type, line } = event
  if (type !== 'text') matches.repeatedUntil = 0
  const starts = type === 'play' || type === 'task'
  if (starts || (type === 'text' && event.text.startsWith(ANSIBLE_ERROR))) matches.startedAt = line
  if (starts || type === 'recap-start') matches.isInPlaybook = starts
}

type Location = Omit<Match, 'id' | 'length' | 'facts'>

function search(matches: Matches, evidence: Evidence, location: Location) {
  const found = KEYWORDS.find(searchable(evidence))
  if (found.size === 0) return
  for (const signature of SIGNATURES) {
    if (signature.isInResult && location.from !== 'failure') continue
    if (!signature.keywords.some((keyword) => found.has(keyword))) continue
    const match = matchEvidence(signature, evidence)
    if (match) store(matches, signature, { ...match, evidence, location })
  }
}

interface Found extends EvidenceMatch {
  evidence: Evidence
  location: Location
}

/** A later retry replaces an earlier one with other facts: the earlier task may have succeeded since. */
function store(matches: Matches, signature: Signature, { match, isOutput, evidence, location }: Found) {
  const { found, shownUrls, tasks } = matches
  const { task } = location
  const from = isOutput ? 'output' : location.from
  const host = detachString(location.host)
  const key = [signature.id, from, host, task, isInResult(from) ? tasks : ''].join(' ')
  const stored = found.get(key)
  if (stored ? from !== 'retry' : found.size >= MAX_MATCHES) return
  const text = isOutput ? evidence.output : evidence.text
  const facts = factsOf(signature, match, signature.facts?.(text, shownUrls.get(host) ?? shownUrls.get('')))
  if (stored && stored.facts?.url === facts?.url) return
  found.set(key, { id: signature.id, ...location, from, host, length: match[0].length, facts })
}

/** Whether a match is in the result of a failed task. */
export const isInResult = (from: Match['from']): boolean => from === 'failure' || from === 'output'

/** The named groups of the pattern and the facts of its reader; undefined if one of them is missing. */
function factsOf(signature: Signature, { groups = {} }: RegExpExecArray, read: Facts | undefined) {
  const named = Object.entries(groups).flatMap(([name, value]) =>
    value === undefined ? [] : [[name, detachString(value)]],
  )
  const isComplete = named.length === Object.keys(groups).length && (read !== undefined || !signature.facts)
  const facts = { ...Object.fromEntries(named), ...read }
  return isComplete && Object.keys(facts).length > 0 ? facts : undefined
}
