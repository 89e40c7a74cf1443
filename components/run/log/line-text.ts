/** How a line of the log stands on the page: its text, and where its rows begin when it is wrapped. */
import type { PromptAnswer } from '@/lib/contract/run'
import type { LogLine } from './log-cache'
import { plainText } from './styled-spans'
import { rowBreaks } from './wrapping'

interface LineLayout {
  columns: number
  starts: readonly number[]
}

/** Lines are laid out once a width, however often they are asked for. */
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

/** @param columns where it is wrapped; undefined: it is not */
export function rowStarts(line: LogLine | undefined, columns: number | undefined): readonly number[] {
  if (!line || columns === undefined) return ONE_ROW
  const known = layouts.get(line)
  if (known?.columns === columns) return known.starts
  const starts = rowBreaks(isBanner(line) ? trimBannerStars(lineText(line)) : lineText(line), columns)
  layouts.set(line, { columns, starts })
  return starts
}

/** Where a line that is wrapped ends for the eye: the stars that fill a banner's line stop at the edge. */
export function visibleEnd(line: LogLine | undefined, columns: number | undefined): number | undefined {
  if (!line || columns === undefined || !isBanner(line)) return undefined
  return Math.max(trimBannerStars(lineText(line)).length, (rowStarts(line, columns).at(-1) ?? 0) + columns)
}

const trimBannerStars = (banner: string): string =>
  banner
    .trimEnd()
    .replace(/(?<!\*)\*+$/, '')
    .trimEnd()

/** The answer that was given at a line: the terminal echoes it behind the question. */
export function answerAtLine(
  line: LogLine,
  answers: readonly PromptAnswer[],
): PromptAnswer['by'] | undefined {
  if (answers.length === 0) return undefined
  const text = lineText(line)
  return answers.find(({ question }) => question.trim() !== '' && text.includes(question.trim()))?.by
}

/** Plays and tasks can be folded. */
const BANNER = /^(PLAY|TASK|RUNNING HANDLER|CLEANUP TASK)( \[.*\])? \*{3,}$/

export const isBanner = (line: LogLine): boolean => {
  const text = lineText(line).trimEnd()
  return text.endsWith('***') && BANNER.test(text)
}
