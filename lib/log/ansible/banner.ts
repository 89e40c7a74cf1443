/**
 * Banners of the default callback: `TASK [name] ****`, `PLAY RECAP ***`; at least three stars, never indented. Ansible 1.9
 * writes `TASK: [name]`, and AWX appends the time.
 */

import { detachString } from '../lines'
import type { AnsibleEvent } from './event'

type Banner = Extract<AnsibleEvent, { type: 'play' | 'task' | 'recap-start' | 'no-hosts-left' }>

const START = /^(?:PLAY|TASK|RUNNING HANDLER|CLEANUP TASK|NO MORE HOSTS LEFT|GATHERING FACTS|NOTIFIED: )/

const TASK_KINDS = [
  ['TASK', 'task'],
  ['TASK:', 'task'],
  ['RUNNING HANDLER', 'handler'],
  ['NOTIFIED:', 'handler'],
  ['CLEANUP TASK', 'cleanup'],
] as const

/** @param number of the line, from 1 */
export function parseBanner(line: string, number: number): Banner | undefined {
  if (!START.test(line)) return undefined
  const text = withoutTime(line.trimEnd())
  let end = text.length
  while (text[end - 1] === '*') end--
  if (text.length - end < 3 || text[end - 1] !== ' ') return undefined
  return parseTitle(detachString(text.slice(0, end - 1)), number)
}

const OPENING = /^(?:PLAY|TASK:?|RUNNING HANDLER|CLEANUP TASK|NOTIFIED:) \[/

/** Whether a line is the first one of a banner with several lines: its name contains the parameters of the task. */
export const opensBanner = (line: string): boolean => OPENING.test(line)

/** Whether a line may be the last one of such a banner. */
export const closesBanner = (line: string): boolean => withoutTime(line.trimEnd()).endsWith('***')

const TIME = /\* \d\d:\d\d:\d\d$/

const withoutTime = (text: string): string => (TIME.test(text.slice(-10)) ? text.slice(0, -9) : text)

function parseTitle(title: string, line: number): Banner | undefined {
  if (title === 'PLAY RECAP') return { type: 'recap-start', line }
  if (title === 'NO MORE HOSTS LEFT') return { type: 'no-hosts-left', line }
  if (title === 'GATHERING FACTS') return { type: 'task', line, name: 'Gathering Facts', kind: 'task' }
  if (title === 'PLAY') return { type: 'play', line, name: '' }
  const play = nameAfter('PLAY', title)
  if (play !== undefined) return { type: 'play', line, name: play }
  for (const [word, kind] of TASK_KINDS) {
    const task = nameAfter(word, title)
    if (task !== undefined) return { type: 'task', line, name: task, kind }
  }
  return undefined
}

const CHECK_MODE = ' [CHECK MODE]'

/** The text in the brackets after `word`. */
function nameAfter(word: string, title: string): string | undefined {
  if (!title.startsWith(`${word} [`)) return undefined
  const bare = title.endsWith(CHECK_MODE) ? title.slice(0, -CHECK_MODE.length) : title
  if (!bare.endsWith(']')) return undefined
  const name = bare.slice(word.length + 2, -1)
  return name.endsWith(CHECK_MODE) ? name.slice(0, -CHECK_MODE.length) : name
}
