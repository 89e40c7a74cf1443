/** A pasted table as rows of cells, whatever stands between them: tabs, commas, semicolons, bars or blanks. */

export interface Row {
  /** Line that it begins in, from 1. */
  line: number
  cells: string[]
}

/** What parts cells; full-width marks, as a Chinese keyboard gives them, do as well. */
const DELIMITERS = { '\t': '\t', '|': '|｜', ';': ';；', ',': ',，' } as const
type Delimiter = keyof typeof DELIMITERS

/** No table of hosts is wider. */
const MAX_CELLS = 64
/** A cell in quotes may hold line ends; one that is not closed within so many characters is no such cell. */
const MAX_QUOTED_LENGTH = 20_000

/** What a reader of cells knows of them. */
export interface CellRecognizer {
  isAddress(cell: string): boolean
  isHeading(cell: string): boolean
}

/** Rows with something in them. Lines that begin with `#` and the rules of Markdown tables are none. */
export function parseRows(text: string, recognizer: CellRecognizer): Row[] {
  const source = text.replace(/^\ufeff/, '').replace(/\r\n?/g, '\n')
  const delimiter = chooseDelimiter(source.split('\n').filter(isContent), recognizer)
  const rows = delimiter ? splitByDelimiter(source, delimiter) : splitByWhitespace(source)
  return rows
    .map(({ line, cells }) => ({ line, cells: cells.slice(0, MAX_CELLS) }))
    .filter(({ cells }) => !cells.every((cell) => /^[-:=]*$/.test(cell)))
}

function isContent(line: string): boolean {
  return line.trim() !== '' && !line.trimStart().startsWith('#')
}

/** Tabs come out of a spreadsheet; else it is what sets an address or two headings apart from the rest; else blanks. */
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
    // `master, etcd` is one cell, and so is `192.168.0.10 - 20`.
    const joined = text
      .trim()
      .replace(/ ?[,，、] /g, ',')
      .replace(/(\.\d{1,3}) - (\d)/g, '$1-$2')
    return [{ line: index + 1, cells: joined.split(/\s+/) }]
  })
}

/** RFC 4180 with any delimiter: a cell in quotes may hold the delimiter, line ends, and quotes twice. */
function splitByDelimiter(source: string, delimiter: Delimiter): Row[] {
  const rows: Row[] = []
  let cells: string[] = []
  let line = 1
  let start = 1
  let at = 0
  while (at <= source.length) {
    const cell = parseCell(source, at, delimiter)
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
  /** Where the delimiter or the line's end behind it stands. */
  end: number
  /** Line ends within. */
  lines: number
}

function parseCell(source: string, at: number, delimiter: Delimiter): Cell {
  return parseQuoted(source, at, delimiter) ?? parseUnquoted(source, at, delimiter)
}

function parseUnquoted(source: string, at: number, delimiter: Delimiter): Cell {
  let end = at
  while (end < source.length && source[end] !== '\n' && !DELIMITERS[delimiter].includes(source[end] ?? ''))
    end += 1
  return { text: source.slice(at, end).trim(), end, lines: 0 }
}

/** Undefined where no closing quote stands right before a delimiter: a password may begin with a quote. */
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

/** A line of a Markdown table begins and ends with a bar. */
function trimOuterPipes(cells: string[], delimiter: Delimiter): string[] {
  if (delimiter !== '|') return cells
  const from = cells[0] === '' ? 1 : 0
  return cells.slice(from, cells.length > 1 && cells.at(-1) === '' ? -1 : undefined)
}
