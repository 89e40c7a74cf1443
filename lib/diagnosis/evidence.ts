/**
 * Collects what in a log looks like a known failure, as the log comes: bounded in size, so that a log of any length
 * can be read through, and cheap to ask again whenever the picture changes.
 */
import type { AnsibleEvent } from '@/lib/ansible/event'
import { own } from '@/lib/ansible/lines'
import { BREAKS } from '@/lib/ansible/progress'
import { SIGNATURES } from './signatures'
import { createSearch } from './words'

/** One place in the log that a signature matches. */
export interface Clue {
  id: string
  /** What carried it: a failed task's answer, a line that is not Ansible's, or a retry. */
  from: 'failure' | 'text' | 'retry'
  host: string
  task: string
  line: number
  /** Characters that matched: the longer, the more particular. */
  length: number
}

export interface Evidence {
  readonly clues: Map<string, Clue>
  task: string
}

/** The same trouble on the same host in the same task is one clue; more than these tell nobody anything. */
const MAX_CLUES = 500
/** A line that is longer is cut before it is looked at. */
const MAX_TEXT_CHARS = 16_384

/** What a line must hold to be worth a look: a word of some signature, or what says that a playbook run broke off. */
export const isTelling = createSearch([...SIGNATURES.flatMap(({ words }) => words), ...BREAKS])

export const createEvidence = (): Evidence => ({ clues: new Map(), task: '' })

/** Takes one of the parser's events. */
export function observe(evidence: Evidence, event: AnsibleEvent): void {
  const { task } = evidence
  if (event.type === 'task') evidence.task = event.name
  else if (event.type === 'play') evidence.task = ''
  else if (event.type === 'text')
    look(evidence, event.text, { from: 'text', host: '', task, line: event.line })
  else if (event.type === 'retry') {
    const text = `FAILED - RETRYING: ${event.task} (${event.left} retries left).`
    look(evidence, text, { from: 'retry', host: event.host ?? '', task: event.task, line: event.line })
  } else if (event.type === 'result' && event.detail !== undefined) {
    const text = `${event.detail}\n${event.message}`
    look(evidence, text, { from: 'failure', host: event.host, task, line: event.line })
  }
}

function look(evidence: Evidence, whole: string, place: Omit<Clue, 'id' | 'length'>) {
  const text = whole.length > MAX_TEXT_CHARS ? whole.slice(0, MAX_TEXT_CHARS) : whole
  for (const { id, words, pattern } of SIGNATURES) {
    const match = words.some((word) => text.includes(word)) && pattern.exec(text)
    if (!match || evidence.clues.size >= MAX_CLUES) continue
    const key = `${id} ${place.from} ${place.host} ${place.task}`
    if (!evidence.clues.has(key)) evidence.clues.set(own(key), { id, ...place, length: match[0].length })
  }
}
