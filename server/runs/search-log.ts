/** Looks a run's log through for a text, as it is shown: without codes, upper and lower case alike. */
import { settled } from '@/lib/ansible/terminal-line'
import type { LogFound } from '@/lib/contract/log'
import type { ShownLines } from './shown-lines'

const ESC = '\u001b'
const COLOURS = new RegExp(`${ESC}\\[[\\d;:]*m`, 'g')
const RETURNS = /\r+(?=\n)/g
const REWRITTEN = new RegExp(`[^\\n]*[\\r\\b${ESC}][^\\n]*`, 'g')

/** Lines from `from` to before `to` that hold the text, a stretch at a time. */
export async function* searchLog(
  lines: Pick<ShownLines, 'stretches'>,
  { query, from, to }: { query: string; from: number; to: number },
): AsyncGenerator<LogFound> {
  const wanted = query.toLowerCase()
  const decoder = new TextDecoder()
  for await (const { line, bytes } of lines.stretches(from)) {
    if (line >= to) return
    const { found, end } = holders(plain(decoder.decode(bytes)).toLowerCase(), wanted, line)
    yield { through: Math.min(end, to), lines: found.filter((one) => one < to) }
  }
}

/** The lines of a text that hold another, and the number of the line behind it. */
function holders(text: string, wanted: string, first: number): { found: number[]; end: number } {
  const found: number[] = []
  let line = first
  let start = 0
  const goOn = (to: number) => {
    for (let at = text.indexOf('\n', start); at >= 0 && at < to; at = text.indexOf('\n', start)) {
      line += 1
      start = at + 1
    }
  }
  for (let hit = text.indexOf(wanted); hit >= 0; hit = text.indexOf(wanted, start)) {
    goOn(hit)
    found.push(line)
    goOn(text.indexOf('\n', hit) + 1)
  }
  goOn(text.length)
  return { found, end: line }
}

/** Whole lines as a terminal leaves them; few have more than colours. */
function plain(text: string): string {
  let left = text
  if (left.includes(ESC)) left = left.replace(COLOURS, '')
  if (left.includes('\r')) left = left.replace(RETURNS, '')
  return /[\r\b]/.test(left) || left.includes(ESC) ? left.replace(REWRITTEN, settled) : left
}
