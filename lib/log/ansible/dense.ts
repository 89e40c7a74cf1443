/**
 * Reads the dense callback, which redraws one line for each task: its number, and each host in the colour of its result. It
 * prints neither names of tasks nor messages nor, unless verbose, a recap (source: community.general, callback/dense.py).
 */
import { SGR } from '../sgr'

const ESC = '\u001b'
/** Every frame of a task turns line wrapping off. */
const DENSE = new RegExp(`${ESC}\\[7l|PLAY \\d`)
const PLAY = /^PLAY \d{1,6}: (.*)$/s
const TASK = /^(task|handler) (\d{1,6}):/
/** The cursor returns to the start of the line before each frame. */
const RESTORE = `${ESC}[u`
const HOST = new RegExp(`((?:${ESC}\\[[\\d;]{1,9}m)+)([^\\s${ESC}]{1,255})`, 'g')
const MOVES = new RegExp(`${ESC}\\[(?:2K|s|\\?7[lh]|7[lh])`, 'g')

type Render = (host: string) => string[]

/** By colour, the last of which decides; an ignored failure has a background. */
const RESULTS: readonly (readonly [colour: string, render: Render])[] = [
  ['46m', (host) => [`fatal: [${host}]: FAILED! => {"msg": ""}`, '...ignoring']],
  ['1;31m', (host) => [`fatal: [${host}]: UNREACHABLE! => {"msg": ""}`]],
  ['0;31m', (host) => [`fatal: [${host}]: FAILED! => {"msg": ""}`]],
  ['0;33m', (host) => [`changed: [${host}]`]],
  ['0;32m', (host) => [`ok: [${host}]`]],
  ['0;36m', (host) => [`skipping: [${host}]`]],
]

export interface DenseReader {
  /** The lines that the default callback prints for a line of this one; undefined for any other line. */
  expand(raw: string): string[] | undefined
}

export function createDenseReader(): DenseReader {
  let task = ''
  let shown = new Set<string>()

  const addFrame = (frame: string): string[] => {
    const [, kind = '', number = ''] = TASK.exec(frame.replace(SGR, '')) ?? []
    const lines: string[] = []
    if (task !== `${kind} ${number}`) {
      task = `${kind} ${number}`
      shown = new Set()
      lines.push(`${kind === 'task' ? 'TASK' : 'RUNNING HANDLER'} [${task}] ***`)
    }
    for (const [, colour = '', label = ''] of frame.slice(frame.indexOf(':') + 1).matchAll(HOST)) {
      const [host = ''] = label.split('>')
      const result = RESULTS.find(([known]) => colour.includes(known))
      if (!result || shown.has(host)) continue
      shown.add(host)
      lines.push(...result[1](host))
    }
    return lines
  }

  return {
    expand(raw) {
      if (!raw.includes(RESTORE) || !DENSE.test(raw)) return undefined
      const frames = raw.split(RESTORE).map((frame) => frame.replace(MOVES, ''))
      const texts = frames.map((frame) => frame.replace(SGR, '').trim())
      return frames.flatMap((frame, at) => {
        const play = PLAY.exec(texts[at] ?? '')
        if (play) {
          task = ''
          return [`PLAY [${play[1]}] ***`]
        }
        const found = TASK.exec(texts[at] ?? '')
        // Only the last frame of a task has the results of all hosts.
        const isLast = found && !texts[at + 1]?.startsWith(found[0])
        return isLast ? addFrame(frame) : []
      })
    },
  }
}
