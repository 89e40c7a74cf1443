/** Splits a pasted table into rows of cells. The delimiter is a tab, pipe, semicolon, comma or white space. */

export interface Row {
  /** The first line of the row, from 1. */
  line: number
  cells: string[]
}

/** Delimiters with the full-width forms that a Chinese keyboard types. */
const DELIMITERS = { '\t': '\t', '|': '|｜', ';': ';；', ',': ',，' } as const
export type Delimiter = keyof typeof DELIMITERS

/** More columns than any table of hosts has. */
const MAX_CELLS = 64
/** A quote that is not closed within this many characters is part of an unquoted cell. */
const MAX_QUOTED_LENGTH = 20_000

/** Recognizes cells, to distinguish a delimiter from punctuation. */
export interface CellRecognizer {
  isAddress(cell: string): boolean
  isHeading(cell: string): boolean
}

/** Rows, and what separates their cells; undefined for white space. */
export interface Cells {
  rows: Row[]
  delimiter: Delimiter | undefined
}

/** Returns all rows except empty ones, comments (`#`) and the separator line of a Markdown table. */
export function parseRows(text: string, recognizer: CellRecognizer): Cells {
  const source = text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n')
  const delimiter = chooseDelimiter(source.split('\n').filter(isContent), recognizer)
  const all = delimiter ? splitByDelimiter(source, delimiter) : splitByWhitespace(source)
  const rows = all
    .map(({ line, cells }) => ({ line, cells: cells.slice(0, MAX_CELLS) }))
    .filter(({ cells }) => !cells.every((cell) => /^[-:=+]*$/.test(cell)))
  return { rows, delimiter }
}

function isContent(line: string): boolean {
  return line.trim() !== '' && !line.trimStart().startsWith('#')
}

/** Prefers tabs (spreadsheets), then a delimiter that isolates an address or two headings; undefined for white space. */
function chooseDelimiter(lines: readonly string[], recognizer: CellRecognizer): Delimiter | undefined {
  const [head = ''] = lines
  if (lines.some((line) => line.trim().includes('\t'))) return '\t'
  if (head.trimStart().startsWith('|')) return '|'
  return (['|', ';', ','] as const).find((delimiter) => {
    const mark = new RegExp(`[${DELIMITERS[delimiter]}]`)
    const cells = (line: string) => line.split(mark).map((cell) => cell.trim().replace(/^"|"$/g, ''))
    const headings = cells(head).filter(recognizer.isHeading).length
    return headings > 1 || lines.some((line) => mark.test(line) && cells(line).some(recognizer.isAddress))
  })
}

function splitByWhitespace(source: string): Row[] {
  return source.split('\n').flatMap((text, index) => {
    if (!isContent(text)) return []
    // `master, etcd` and `192.168.0.10 - 20` are one cell each.
    const joined = text
      .trim()
      .replace(/ ?[,，、] /g, ',')
      .replace(/(\.\d{1,3}) - (\d)/g, '$1-$2')
    return [{ line: index + 1, cells: joined.split(/\s+/) }]
  })
}

/** RFC 4180 with any delimiter: a quoted cell may contain delimiters, line breaks, and doubled quotes. */
function splitByDelimiter(source: string, delimiter: Delimiter): Row[] {
  const syntax = { delimiter, hasEscapes: source.trimStart().startsWith('|') }
  const rows: Row[] = []
  let cells: string[] = []
  let line = 1
  let start = 1
  let at = 0
  while (at <= source.length) {
    const cell = parseCell(source, at, syntax)
    cells.push(cell.text)
    line += cell.lines
    at = cell.end
    if (at < source.length && source[at] !== '\n') {
      at += 1
      continue
    }
    rows.push({ line: start, cells: trimOuterPipes(cells, delimiter) })
    cells = []
    at += 1
    line += 1
    start = line
  }
  return rows.filter(({ cells: [first = ''] }) => !first.startsWith('#'))
}

interface Cell {
  text: string
  /** The offset of the delimiter or line break after the cell. */
  end: number
  /** The number of line breaks in the cell. */
  lines: number
}

interface Syntax {
  delimiter: Delimiter
  /** In a Markdown table, `\|` is a bar within a cell (GitHub Flavored Markdown, 4.10). */
  hasEscapes: boolean
}

function parseCell(source: string, at: number, syntax: Syntax): Cell {
  return parseQuoted(source, at, syntax.delimiter) ?? parseUnquoted(source, at, syntax)
}

function parseUnquoted(source: string, at: number, { delimiter, hasEscapes }: Syntax): Cell {
  const isEscaped = (index: number) => hasEscapes && source[index - 1] === '\\'
  const isEnd = (index: number) =>
    source[index] === '\n' || (DELIMITERS[delimiter].includes(source[index] ?? '') && !isEscaped(index))
  let end = at
  while (end < source.length && !isEnd(end)) end += 1
  const text = source.slice(at, end).trim()
  return { text: hasEscapes ? text.replaceAll('\\|', '|') : text, end, lines: 0 }
}

/** Undefined unless a delimiter follows the closing quote, since a password may begin with a quote. */
function parseQuoted(source: string, at: number, delimiter: Delimiter): Cell | undefined {
  if (source[at] !== '"') return undefined
  let text = ''
  const limit = Math.min(source.length, at + MAX_QUOTED_LENGTH)
  for (let index = at + 1; index < limit; index += 1) {
    if (source[index] !== '"') text += source[index]
    else if (source[index + 1] === '"') {
      text += '"'
      index += 1
    } else {
      const next = source[index + 1]
      const closed = next === undefined || next === '\n' || DELIMITERS[delimiter].includes(next)
      return closed ? { text, end: index + 1, lines: text.split('\n').length - 1 } : undefined
    }
  }
  return undefined
}

/** Removes the empty cells outside the outer pipes of a Markdown row. */
function trimOuterPipes(cells: string[], delimiter: Delimiter): string[] {
  if (delimiter !== '|') return cells
  const from = cells[0] === '' ? 1 : 0
  return cells.slice(from, cells.length > 1 && cells.at(-1) === '' ? -1 : undefined)
}
