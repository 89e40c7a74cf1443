/** Searches a run's log as rendered: without control sequences, ignoring case. */

import type { LogMatches } from '@/lib/contract/log'
import { SGR } from '@/lib/log/sgr'
import { renderTerminalLine } from '@/lib/log/terminal-line'
import type { RedactedLines } from './redacted-lines'

const ESC = '\u001b'
const REWRITES = new RegExp(`[\\b${ESC}]|\\r(?!\\r*\\n)`)
const REWRITTEN = new RegExp(`(?<![^\\n])[^\\n]*[\\r\\b${ESC}][^\\n]*`, 'g')
const NEWLINE = 0x0a

/** Larger strings leave V8's young generation, where allocation is ten times slower. */
const TEXT_BYTES = 32 * 1024

/** Yields the numbers of the lines in [from, to) that contain the text, chunk by chunk. */
export async function* searchLog(
  lines: Pick<RedactedLines, 'chunks'>,
  { query, from, to }: { query: string; from: number; to: number },
): AsyncGenerator<LogMatches> {
  const needle = query.toLowerCase()
  const decoder = new TextDecoder()
  for await (const { line, bytes } of lines.chunks(from)) {
    if (line >= to) return
    const matches: number[] = []
    let through = line
    for (const part of textParts(bytes))
      through = collectMatches(toPlainText(decoder.decode(part)).toLowerCase(), needle, through, matches)
    yield { through: Math.min(through, to), lines: matches.filter((number) => number < to) }
  }
}

/** Splits bytes at line ends into parts of about TEXT_BYTES. */
function* textParts(bytes: Uint8Array): Generator<Uint8Array> {
  for (let from = 0; from < bytes.length; ) {
    const full = from + TEXT_BYTES
    const lastLineEnd = full < bytes.length ? bytes.lastIndexOf(NEWLINE, full) + 1 : bytes.length
    const end = lastLineEnd > from ? lastLineEnd : bytes.indexOf(NEWLINE, full) + 1 || bytes.length
    yield bytes.subarray(from, end)
    from = end
  }
}

/** Appends the numbers of matching lines to `matches`. @returns the number of the line after the text */
function collectMatches(text: string, needle: string, first: number, matches: number[]): number {
  let line = first
  let start = 0
  const advanceTo = (to: number) => {
    for (let at = text.indexOf('\n', start); at >= 0 && at < to; at = text.indexOf('\n', start)) {
      line += 1
      start = at + 1
    }
  }
  for (let hit = text.indexOf(needle); hit >= 0; hit = text.indexOf(needle, start)) {
    advanceTo(hit)
    matches.push(line)
    advanceTo(text.indexOf('\n', hit) + 1)
  }
  advanceTo(text.length)
  return line
}

/**
 * Renders whole lines as a terminal does; most contain only colours. Leaves the carriage return before each newline,
 * which a search does not match.
 */
function toPlainText(text: string): string {
  const plain = text.includes(ESC) ? text.replace(SGR, '') : text
  return REWRITES.test(plain) ? plain.replace(REWRITTEN, renderTerminalLine) : plain
}
