/** Colour and style sequences of a terminal ("select graphic rendition"): `ESC [ 0;31 m`. */

const ESC = '\u001b'

/** Every colour sequence in a text. */
export const SGR = new RegExp(`${ESC}\\[[\\d;:]*m`, 'g')

/** Longest prefix of active colours. A log that never resets them must not grow it without bound. */
const MAX_ACTIVE_CHARS = 64

/** The colour sequences active after `line`, given those active before it. */
export function activeColoursAfter(initial: string, line: string): string {
  if (!line.includes(ESC)) return initial
  let active = initial
  for (let at = line.indexOf(ESC); at >= 0; at = line.indexOf(ESC, at + 1)) {
    const codes = parseColourCodes(line, at)
    if (codes === undefined) continue
    const sequence = line.slice(at, at + codes.length + 3)
    if (/^0*$/.test(codes)) active = ''
    // Ansible resets and sets a colour in one sequence: `0;31`.
    else active = /^0+;/.test(codes) ? sequence : active + sequence
  }
  return active.length > MAX_ACTIVE_CHARS ? '' : active
}

/** The codes of the colour sequence that begins at `at`; undefined for any other sequence. */
export function parseColourCodes(line: string, at: number): string | undefined {
  return /^\[([\d;:]*)m/.exec(line.slice(at + 1, at + 1 + MAX_ACTIVE_CHARS))?.[1]
}
