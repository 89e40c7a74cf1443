/**
 * What a terminal leaves of one line of output. Colours go, a carriage return and cursor movements within the line
 * overwrite what stood there (`10 %\r20 %` leaves `20 %`), anything that would leave the line is dropped. Width is
 * counted in code points, which is right for the text of a line though not for its columns.
 */

const ESC = '\u001b'
const COLOUR = /^\[[\d;:]*m/

/** The text of a whole line (without its `\n`) as a terminal leaves it. */
export function settled(line: string): string {
  const text = withoutReturns(line)
  if (!text.includes('\r') && !text.includes('\b')) {
    if (!text.includes(ESC)) return text
    const uncoloured = withoutColours(text)
    if (uncoloured !== undefined) return uncoloured
  }
  const drawing = createDrawing(text.length)
  drawing.write(text)
  return drawing.text()
}

/** Returns at the end move the cursor and show nothing; a pseudo-terminal puts one at the end of every line. */
function withoutReturns(line: string): string {
  let end = line.length
  while (end > 0 && line.charCodeAt(end - 1) === 0x0d) end--
  return end === line.length ? line : line.slice(0, end)
}

/** The common case, done without drawing the line. Undefined where there is more than colours. */
function withoutColours(line: string): string | undefined {
  let text = ''
  let from = 0
  for (let at = line.indexOf(ESC); at >= 0; at = line.indexOf(ESC, from)) {
    const colour = COLOUR.exec(line.slice(at + 1, at + 33))
    if (!colour) return undefined
    text += line.slice(from, at)
    from = at + 1 + colour[0].length
  }
  return text + line.slice(from)
}

export interface Drawing {
  /** Draws more of the same line; sequences and surrogate pairs may be cut anywhere between two calls. */
  write(text: string): void
  text(): string
  /** Whether plain text that comes now falls behind the limit and changes nothing. */
  isFull(): boolean
}

/** Longest escape sequences that are waited for; a broken one then ends, so that it cannot swallow a log. */
const LONGEST_SEQUENCE = 256

/** Draws one line bit by bit, holding no more than `limit` cells however much is written over them. */
export function createDrawing(limit: number): Drawing {
  const cells: string[] = []
  let column = 0
  let sequence = ''
  let half = ''

  const put = (cell: string) => {
    if (column >= limit) return
    while (cells.length < column) cells.push(' ')
    cells[column++] = cell
  }
  const move = (to: number) => {
    column = Math.min(Math.max(0, to), limit)
  }
  const erase = (how: number) => {
    if (how === 0) cells.length = Math.min(cells.length, column)
    else if (how === 2) cells.length = 0
    else cells.fill(' ', 0, Math.min(column + 1, cells.length))
  }
  const run = (final: string, count: number) => {
    if (final === 'C') move(column + (count || 1))
    else if (final === 'D') move(column - (count || 1))
    else if (final === 'G') move((count || 1) - 1)
    else if (final === 'K') erase(count)
  }
  const control = (character: string) => {
    if (character === ESC) sequence = ESC
    else if (character === '\r') column = 0
    else if (character === '\b') move(column - 1)
    else if (character === '\t') put('\t')
  }
  const follow = (character: string) => {
    sequence += character
    if (!isOver(sequence)) return
    if (sequence[1] === '[') run(character, Number.parseInt(sequence.slice(2), 10) || 0)
    sequence = ''
  }

  return {
    write(text) {
      const whole = half + text
      half = /[\ud800-\udbff]$/.test(whole) ? whole.slice(-1) : ''
      for (const character of half ? whole.slice(0, -1) : whole) {
        if (sequence) follow(character)
        else if (character < ' ' || character === '\u007f') control(character)
        else put(character)
      }
    },
    text: () => cells.join(''),
    isFull: () => column >= limit && sequence === '',
  }
}

/** Whether an escape sequence has come to its end. Kinds: CSI (`ESC [`), strings (`ESC ]` and kin), two or three characters. */
function isOver(sequence: string): boolean {
  const kind = sequence[1] ?? ''
  const last = sequence.at(-1) ?? ''
  if (sequence.length > LONGEST_SEQUENCE) return true
  if (kind === '[') return sequence.length > 2 && last >= '@' && last <= '~'
  if (']PX^_'.includes(kind)) return last === '\u0007' || (last === '\\' && sequence.at(-2) === ESC)
  return !'()#%*+'.includes(kind) || sequence.length > 2
}
