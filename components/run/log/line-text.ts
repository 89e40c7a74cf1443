/** How a line of the log stands on the page: its text, and where its rows begin when it is wrapped. */
import type { Answered } from '@/lib/contract/run'
import type { LogLine } from './log-source'
import { plainText } from './spans'
import { breaks } from './wrapping'

interface LaidOut {
  columns: number
  starts: readonly number[]
}

/** Lines are laid out once a width, however often they are asked for. */
const laidOut = new WeakMap<LogLine, LaidOut>()
const texts = new WeakMap<LogLine, string>()

export function textOf(line: LogLine): string {
  const known = texts.get(line)
  if (known !== undefined) return known
  const text = plainText(line.raw)
  texts.set(line, text)
  return text
}

const ONE_ROW: readonly number[] = [0]

/** @param columns where it is wrapped; undefined: it is not */
export function startsOf(line: LogLine | undefined, columns: number | undefined): readonly number[] {
  if (!line || columns === undefined) return ONE_ROW
  const known = laidOut.get(line)
  if (known?.columns === columns) return known.starts
  const starts = breaks(isBanner(line) ? unfilled(textOf(line)) : textOf(line), columns)
  laidOut.set(line, { columns, starts })
  return starts
}

/** Where a line that is wrapped ends for the eye: the stars that fill a banner's line stop at the edge. */
export function endOf(line: LogLine | undefined, columns: number | undefined): number | undefined {
  if (!line || columns === undefined || !isBanner(line)) return undefined
  return Math.max(unfilled(textOf(line)).length, (startsOf(line, columns).at(-1) ?? 0) + columns)
}

const unfilled = (banner: string): string =>
  banner
    .trimEnd()
    .replace(/(?<!\*)\*+$/, '')
    .trimEnd()

/** The answer that was given at a line: the terminal echoes it behind the question. */
export function answerAt(line: LogLine, answers: readonly Answered[]): Answered['by'] | undefined {
  if (answers.length === 0) return undefined
  const text = textOf(line)
  return answers.find(({ question }) => question.trim() !== '' && text.includes(question.trim()))?.by
}

/** Plays and tasks can be folded. */
const BANNER = /^(PLAY|TASK|RUNNING HANDLER|CLEANUP TASK)( \[.*\])? \*{3,}$/

export const isBanner = (line: LogLine): boolean => {
  const text = textOf(line).trimEnd()
  return text.endsWith('***') && BANNER.test(text)
}
