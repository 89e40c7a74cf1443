const ESC = '\u001b'
/** Colour sequences that are kept over the end of a line; a log that never resets must not grow a prefix without end. */
const LONGEST_CARRIED = 64

/** The colour sequences that hold after `line` when `before` held at its start. */
export function coloursAfter(before: string, line: string): string {
  if (!line.includes(ESC)) return before
  let held = before
  for (let at = line.indexOf(ESC); at >= 0; at = line.indexOf(ESC, at + 1)) {
    const codes = colourCodes(line, at)
    if (codes === undefined) continue
    const sequence = line.slice(at, at + codes.length + 3)
    if (/^0*$/.test(codes)) held = ''
    // `0;31` resets and sets anew, as Ansible writes it.
    else held = /^0+;/.test(codes) ? sequence : held + sequence
  }
  return held.length > LONGEST_CARRIED ? '' : held
}

/** The codes of the colour sequence that begins at `at`; undefined: it is another kind of sequence. */
export function colourCodes(line: string, at: number): string | undefined {
  return /^\[([\d;:]*)m/.exec(line.slice(at + 1, at + 1 + LONGEST_CARRIED))?.[1]
}
