/** Limits of one line of input to a terminal. */

/** `N_TTY_BUF_SIZE` of Linux without the newline; the terminal drops everything after it. */
export const MAX_LINE_BYTES = 4095

export type LineProblem = 'control' | 'long'

/**
 * Why a line cannot be typed into a terminal; undefined if it can. Control characters would not arrive as text: the
 * terminal interprets most of them, such as Ctrl-C and Ctrl-D.
 */
export function lineProblem(line: string): LineProblem | undefined {
  if (/\p{Cc}/u.test(line)) return 'control'
  return new TextEncoder().encode(line).length > MAX_LINE_BYTES ? 'long' : undefined
}
