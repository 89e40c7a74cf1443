/**
 * Renders one line of output as a terminal would. Colours are removed; a carriage return and cursor movements within
 * the line overwrite earlier text (`10 %\r20 %` becomes `20 %`); a cleared screen empties the line; other sequences that
 * would leave the line are dropped. Columns are counted in code points, so wide characters count as one.
 */
import { SGR } from './sgr'

const ESC = '\u001b'

/** @param line without its `\n` */
export function renderTerminalLine(line: string): string {
  const text = trimCarriageReturns(line)
  if (!CONTROLS.test(text)) return text
  const bare = text.replace(SGR, '')
  return CONTROLS.test(bare) ? renderCells(text) : bare
}

/** Characters that move the cursor or start an escape sequence. */
export const CONTROLS = new RegExp(`[\\r\\b${ESC}]`)

/** Removes the invisible returns that a pseudo-terminal appends to every line. */
function trimCarriageReturns(line: string): string {
  let end = line.length
  while (line.charCodeAt(end - 1) === 0x0d) end--
  return line.slice(0, end)
}

/** A longer escape sequence is malformed. It ends here, or it would swallow the line. */
const MAX_SEQUENCE_CHARS = 256

function renderCells(text: string): string {
  const limit = text.length
  const cells: string[] = []
  let column = 0
  let sequence = ''

  const put = (cell: string) => {
    while (cells.length < column) cells.push(' ')
    if (column < limit) cells[column++] = cell
  }
  const move = (to: number) => {
    column = Math.min(Math.max(0, to), limit)
  }
  const erase = (mode: number) => {
    if (mode === 0) cells.length = Math.min(cells.length, column)
    else if (mode === 2) cells.length = 0
    else cells.fill(' ', 0, Math.min(column + 1, cells.length))
  }
  /** Rows do not exist here: `clear` (`ESC [ H`, `ESC [ 2 J`, `ESC [ 3 J`) leaves an empty line. */
  const execute = (final: string, count: number) => {
    if (final === 'C') move(column + (count || 1))
    else if (final === 'D') move(column - (count || 1))
    else if (final === 'G') move((count || 1) - 1)
    else if (final === 'H' && count < 2) move(0)
    else if (final === 'K' || (final === 'J' && count < 3)) erase(count)
  }
  const control = (character: string) => {
    if (character === ESC) sequence = ESC
    else if (character === '\r') column = 0
    else if (character === '\b') move(column - 1)
    else if (character === '\t') put('\t')
  }
  for (const character of text) {
    if (sequence) {
      sequence += character
      if (!isComplete(sequence)) continue
      if (sequence[1] === '[') execute(character, Number.parseInt(sequence.slice(2), 10) || 0)
      sequence = ''
    } else if (character < ' ' || character === '\u007f') control(character)
    else put(character)
  }
  return cells.join('')
}

/** Kinds of escape sequences: CSI (`ESC [`), strings (`ESC ]` and the like), two or three characters. */
function isComplete(sequence: string): boolean {
  const kind = sequence[1] ?? ''
  const last = sequence.at(-1) ?? ''
  if (sequence.length > MAX_SEQUENCE_CHARS) return true
  if (kind === '[') return sequence.length > 2 && last >= '@' && last <= '~'
  if (']PX^_'.includes(kind)) return last === '\u0007' || (last === '\\' && sequence.at(-2) === ESC)
  return !'()#%*+'.includes(kind) || sequence.length > 2
}
