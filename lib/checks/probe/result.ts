/**
 * Takes the probe's output apart into the fact sheet. The output is a stranger's: a section counts only where it is as
 * long as its marker says and the next marker names it; everything else is left out, and whoever judges it says
 * "unknown".
 */
import type { ProbeResult } from './item'

/** Reads the probe's output. `nonce` is the word that its markers begin with. */
export function parseProbeOutput(output: Uint8Array, nonce: string): ProbeResult {
  // One character a byte, so that places and lengths are those of the bytes, whatever they are.
  const bytes = new TextDecoder('latin1').decode(output)
  const sheet = new Map<string, string>()
  const marker = `\n${nonce} `
  let from = bytes.indexOf(marker)
  while (from >= 0) {
    const to = bytes.indexOf(marker, from + marker.length)
    if (to < 0) break
    const head = bytes.indexOf('\n', from + marker.length)
    const [, name, length] = MARKER_LINE.exec(bytes.slice(from + marker.length, head)) ?? []
    if (name && head < to && MARKER_LINE.exec(lineAt(bytes, to + marker.length))?.[3] === name) {
      const text = new TextDecoder().decode(output.subarray(head + 1, to))
      if (isComplete(text, to - head - 1, Number(length))) sheet.set(name, text.replaceAll('\r', ''))
    }
    from = to
  }
  return sheet
}

/** Name, length, and the name of the section before. */
const MARKER_LINE = /^(\w+) (\d{1,9}|long) bytes after (\w+)\r?$/

const lineAt = (bytes: string, from: number): string => bytes.slice(from, bytes.indexOf('\n', from))

/** Shells count bytes or characters; a terminal on the way adds carriage returns. */
function isComplete(text: string, bytes: number, length: number): boolean {
  const returns = text.split('\r').length - 1
  return [bytes, bytes - returns, [...text].length].includes(length)
}

/** Most that is kept of a section for showing it: characters. */
const MAX_ITEM_CHARACTERS = 16_384

/** The sections as somebody may look at them, each cut where it is long. */
export const truncateItems = (sheet: ProbeResult): Record<string, string> =>
  Object.fromEntries([...sheet].map(([name, text]) => [name, text.slice(0, MAX_ITEM_CHARACTERS)]))
