/** Parses the progress that git prints on standard error, such as `Receiving objects:  45% (9/20), 1.2 MiB | 3 MiB/s`. */
import type { ClonePhase } from '@/lib/installers/sources/repository'

export interface CloneProgress {
  phase: ClonePhase
  /** Of the phase, from 0 to 100. Undefined if git does not print it. */
  percent?: number
}

const PHASES: Readonly<Record<string, ClonePhase>> = {
  Counting: 'preparing',
  Compressing: 'preparing',
  Receiving: 'receiving',
  Unpacking: 'receiving',
  Resolving: 'receiving',
}
const LINE =
  /^(?:remote: )?(Counting|Compressing|Receiving|Unpacking|Resolving) (?:objects|deltas): {1,4}(\d{1,3})%/
/** A longer line is no progress. */
const MAX_LINE_LENGTH = 1000

/** Returns a function that receives git's output in pieces, and reports the last progress in each. */
export function progressParser(onProgress: (progress: CloneProgress) => void): (text: string) => void {
  let rest = ''
  return (text) => {
    const lines = `${rest}${text}`.split(/[\r\n]/)
    rest = (lines.pop() ?? '').slice(-MAX_LINE_LENGTH)
    const progress = lines.map(parseLine).findLast((one) => one !== undefined)
    if (progress) onProgress(progress)
  }
}

function parseLine(line: string): CloneProgress | undefined {
  const [, word = '', percent] = LINE.exec(line) ?? []
  const phase = PHASES[word]
  return phase && { phase, percent: Math.min(100, Number(percent)) }
}
