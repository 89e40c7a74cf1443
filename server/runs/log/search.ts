/** Looks a run's log through for a text, as it is shown: without codes, upper and lower case alike. */

import type { LogMatches } from '@/lib/contract/log'
import { SGR } from '@/lib/log/sgr'
import { renderTerminalLine } from '@/lib/log/terminal-line'
import type { RedactedLines } from './redacted-lines'

const ESC = '\u001b'
const REWRITES = new RegExp(`[\\b${ESC}]|\\r(?!\\r*\\n)`)
const REWRITTEN = new RegExp(`(?<![^\\n])[^\\n]*[\\r\\b${ESC}][^\\n]*`, 'g')
const NEWLINE = 0x0a

/** A larger string finds no room among the young ones, and making it takes ten times as long. */
const TEXT_BYTES = 32 * 1024

/** Lines from `from` to before `to` that hold the text, as they are found. */
export async function* searchLog(
  lines: Pick<RedactedLines, 'stretches'>,
  { query, from, to }: { query: string; from: number; to: number },
): AsyncGenerator<LogMatches> {
  const wanted = query.toLowerCase()
  const decoder = new TextDecoder()
  for await (const { line, bytes } of lines.stretches(from)) {
    if (line >= to) return
    const found: number[] = []
    let through = line
    for (const part of textParts(bytes))
      through = collectMatches(toPlainText(decoder.decode(part)).toLowerCase(), wanted, through, found)
    yield { through: Math.min(through, to), lines: found.filter((one) => one < to) }
  }
}

/** Whole lines, as many as make a text of a good size. */
function* textParts(bytes: Uint8Array): Generator<Uint8Array> {
  for (let from = 0; from < bytes.length; ) {
    const full = from + TEXT_BYTES
    const within = full < bytes.length ? bytes.lastIndexOf(NEWLINE, full) + 1 : bytes.length
    const end = within > from ? within : bytes.indexOf(NEWLINE, full) + 1 || bytes.length
    yield bytes.subarray(from, end)
    from = end
  }
}

/** Adds the lines of a text that hold another. @returns the number of the line behind the text */
function collectMatches(text: string, wanted: string, first: number, found: number[]): number {
  let line = first
  let start = 0
  const advanceTo = (to: number) => {
    for (let at = text.indexOf('\n', start); at >= 0 && at < to; at = text.indexOf('\n', start)) {
      line += 1
      start = at + 1
    }
  }
  for (let hit = text.indexOf(wanted); hit >= 0; hit = text.indexOf(wanted, start)) {
    advanceTo(hit)
    found.push(line)
    advanceTo(text.indexOf('\n', hit) + 1)
  }
  advanceTo(text.length)
  return line
}

/**
 * Whole lines as a terminal leaves them; few have more than colours. What stands before a newline alone, as every line
 * of a pseudo-terminal ends, is left: nobody looks for it.
 */
function toPlainText(text: string): string {
  const bare = text.includes(ESC) ? text.replace(SGR, '') : text
  return REWRITES.test(bare) ? bare.replace(REWRITTEN, renderTerminalLine) : bare
}
