/** Banners of the default callback: `TASK [name] ****`, `PLAY RECAP ***`; always three stars or more, never indented. */
import type { AnsibleEvent } from './event'
import { own } from './lines'

type Banner = Extract<AnsibleEvent, { type: 'play' | 'task' | 'recap-start' | 'no-hosts-left' }>

const TASK_KINDS = [
  ['TASK', 'task'],
  ['RUNNING HANDLER', 'handler'],
  ['CLEANUP TASK', 'cleanup'],
] as const

const STAR = 0x2a

/** The banner that a line is; undefined: none. Cheap for lines that do not end in stars. */
export function readBanner(text: string, line: number): Banner | undefined {
  let end = text.length
  while (end > 0 && text.charCodeAt(end - 1) === 0x20) end--
  const last = end
  while (end > 0 && text.charCodeAt(end - 1) === STAR) end--
  if (last - end < 3 || text.charCodeAt(end - 1) !== 0x20) return undefined
  return named(text.slice(0, end - 1), line)
}

function named(title: string, line: number): Banner | undefined {
  if (title === 'PLAY RECAP') return { type: 'recap-start', line }
  if (title === 'NO MORE HOSTS LEFT') return { type: 'no-hosts-left', line }
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

/** What stands in the brackets after `word`. */
function nameAfter(word: string, title: string): string | undefined {
  if (!title.startsWith(`${word} [`)) return undefined
  const bare = title.endsWith(CHECK_MODE) ? title.slice(0, -CHECK_MODE.length) : title
  if (!bare.endsWith(']')) return undefined
  const name = bare.slice(word.length + 2, -1)
  return own(name.endsWith(CHECK_MODE) ? name.slice(0, -CHECK_MODE.length) : name)
}
