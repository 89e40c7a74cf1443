/** A run's log by line number: windows and search results. Lines count from 0 here, and from 1 on the page. */
import { z } from 'zod'

const count = z.number().int().nonnegative()

/** Maximum number of lines per response. */
export const MAX_LINES = 1024

export const logWindow = z.object({
  /** Number of the first line in `lines`. */
  from: count,
  /** SGR sequences in effect at its start. */
  colours: z.string(),
  /** As written, without `\n`; very long lines are truncated. */
  lines: z.array(z.string()),
  /** Number of complete lines, and the byte offset after them, from which the socket's stream continues. */
  end: z.object({ lines: count, offset: count }),
})
export type LogWindow = z.infer<typeof logWindow>

/** Some of the matching lines. All lines before `through` have been searched. */
export const logMatches = z.object({ through: count, lines: z.array(count) })
export type LogMatches = z.infer<typeof logMatches>

/** Maximum length of a search query, in characters. */
export const MAX_QUERY_LENGTH = 400
