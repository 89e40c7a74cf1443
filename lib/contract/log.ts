/** A run's log by line numbers, which count from 0 here and from 1 on the page: windows of it, what was found, what it holds. */
import { z } from 'zod'
import type { ResultStatus } from '../ansible/event'

const count = z.number().int().nonnegative()

/** Most lines that are handed out at once. */
export const MOST_LINES = 1024

export const logWindow = z.object({
  /** The first of `lines`. */
  from: count,
  /** Colour sequences that still hold at its start. */
  colours: z.string(),
  /** As they were written, without `\n`; of a very long one the head. */
  lines: z.array(z.string()),
  /** How many lines are finished by now, and the offset of the byte behind them: from there on the socket goes on. */
  end: z.object({ lines: count, offset: count }),
})
export type LogWindow = z.infer<typeof logWindow>

/** Some of the lines that hold a text; all before `through` were looked at. */
export const logFound = z.object({ through: count, lines: z.array(count) })
export type LogFound = z.infer<typeof logFound>

/** Longest text that is searched for. */
export const LONGEST_QUERY = 400

export const RESULT_STATUSES = [
  'ok',
  'changed',
  'skipped',
  'failed',
  'unreachable',
] as const satisfies readonly ResultStatus[]

/** What begins at a line: a play, a task, or what ends them. */
export const BANNERS = ['play', 'task', 'end'] as const
export type BannerKind = (typeof BANNERS)[number]

/** The next stretch of a log's outline. */
export const outlinePiece = z.object({
  /** Lines before this one were read. */
  through: count,
  banners: z.array(z.object({ line: count, kind: z.enum(BANNERS) })),
  /** Hosts that were not named before, in the order of their numbers. */
  hosts: z.array(z.string()),
  /**
   * Four numbers a result, since there may be a million: its line counted from the result before (the first of a
   * piece from 0), how many lines it takes, its host's number, its status' place in `RESULT_STATUSES`.
   */
  results: z.array(count),
})
export type OutlinePiece = z.infer<typeof outlinePiece>
