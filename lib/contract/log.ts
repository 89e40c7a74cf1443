/** A run's log by line number, from 0 here and from 1 on the page: windows and search results. */
import { z } from 'zod'
import type { ResultStatus } from '../log/ansible/event'

const count = z.number().int().nonnegative()

/** Most lines that are handed out at once. */
export const MAX_LINES = 1024

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
export const logMatches = z.object({ through: count, lines: z.array(count) })
export type LogMatches = z.infer<typeof logMatches>

/** Longest text that is searched for. */
export const MAX_QUERY_LENGTH = 400

export const RESULT_STATUSES = [
  'ok',
  'changed',
  'skipped',
  'failed',
  'unreachable',
] as const satisfies readonly ResultStatus[]
