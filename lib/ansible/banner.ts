/** Banners of the default callback: `TASK [name] ****`, `PLAY RECAP ***`; always three stars or more, never indented. */
import { textOf, trimmedEnd } from './bytes'
import type { AnsibleEvent } from './event'

type Banner = Extract<AnsibleEvent, { type: 'play' | 'task' | 'recap-start' | 'no-hosts-left' }>

const TASK_KINDS = [
  ['TASK', 'task'],
  ['RUNNING HANDLER', 'handler'],
  ['CLEANUP TASK', 'cleanup'],
] as const

const STAR = 0x2a
const BLANK = 0x20

/** The banner that a line is; undefined: none. Cheap for lines that do not end in stars. */
export function readBanner(bytes: Uint8Array, from: number, to: number, line: number): Banner | undefined {
  const last = trimmedEnd(bytes, from, to)
  let end = last
  while (end > from && bytes[end - 1] === STAR) end--
  if (last - end < 3 || end === from || bytes[end - 1] !== BLANK) return undefined
  return named(textOf(bytes, from, end - 1), line)
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
  return name.endsWith(CHECK_MODE) ? name.slice(0, -CHECK_MODE.length) : name
}
