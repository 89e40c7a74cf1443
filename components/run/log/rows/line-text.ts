/** Layout of a log line: its text, and the start of each row if it is wrapped. */
import type { PromptAnswer } from '@/lib/run/prompt'
import { lastLine } from '../../prompt/last-line'
import type { LogLine } from '../cache/log-cache'
import { plainText } from './styled-spans'

interface LineLayout {
  columns: number
  starts: readonly number[]
}

/** Cache of layouts; a change of width replaces them. */
const layouts = new WeakMap<LogLine, LineLayout>()
const texts = new WeakMap<LogLine, string>()

export function lineText(line: LogLine): string {
  const known = texts.get(line)
  if (known !== undefined) return known
  const text = plainText(line.raw)
  texts.set(line, text)
  return text
}

const ONE_ROW: readonly number[] = [0]

/** Offsets at which the rows of a line start. @param columns row width; undefined if lines are not wrapped */
export function rowStarts(line: LogLine | undefined, columns: number | undefined): readonly number[] {
  if (!line || columns === undefined) return ONE_ROW
  const known = layouts.get(line)
  if (known?.columns === columns) return known.starts
  const starts = rowBreaks(isBanner(line) ? trimBannerStars(lineText(line)) : lineText(line), columns)
  layouts.set(line, { columns, starts })
  return starts
}

/** Offset at which a wrapped line ends visibly: the stars that fill a banner's line are cut at the row's end. */
export function visibleEnd(line: LogLine | undefined, columns: number | undefined): number | undefined {
  if (!line || columns === undefined || !isBanner(line)) return undefined
  return Math.max(trimBannerStars(lineText(line)).length, (rowStarts(line, columns).at(-1) ?? 0) + columns)
}

const trimBannerStars = (banner: string): string =>
  banner
    .trimEnd()
    .replace(/(?<!\*)\*+$/, '')
    .trimEnd()

/** The author of the answer to the prompt on a line, if any; the terminal echoes the answer after the prompt. */
export function answerAtLine(
  line: LogLine,
  answers: readonly PromptAnswer[],
): PromptAnswer['by'] | undefined {
  if (answers.length === 0) return undefined
  const text = lineText(line)
  return answers.find(({ question }) => {
    const prompt = lastLine(question)
    return prompt !== '' && text.includes(prompt)
  })?.by
}

/** Banners of plays and tasks, which can be folded. */
const BANNER = /^(PLAY|TASK|RUNNING HANDLER|CLEANUP TASK)( \[.*\])? \*{3,}$/

export const isBanner = (line: LogLine): boolean => {
  const text = lineText(line).trimEnd()
  return text.endsWith('***') && BANNER.test(text)
}

const ASCII = /^[\x20-\x7e]*$/

/**
 * Offsets at which the rows of a text start; an empty text has one row. Wide characters occupy two columns and are not
 * split. Counts characters of a monospace font instead of measuring, so a line's height is known before rendering.
 */
export function rowBreaks(text: string, columns: number): number[] {
  if (ASCII.test(text))
    return Array.from({ length: Math.max(1, Math.ceil(text.length / columns)) }, (_, row) => row * columns)
  const starts = [0]
  let column = 0
  let at = 0
  for (const character of text) {
    const width = widthOf(character)
    if (column + width > columns && column > 0) {
      starts.push(at)
      column = 0
    }
    column += width
    at += character.length
  }
  return starts
}

const WIDE =
  /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\u3000-\u303f\uff01-\uff60]/u
const COMBINING = /\p{Mark}/u

function widthOf(character: string): number {
  if (character < '\u0300') return 1
  if (COMBINING.test(character)) return 0
  return WIDE.test(character) ? 2 : 1
}
