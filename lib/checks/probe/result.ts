/**
 * Parses the output of the probe. The output is untrusted: an item counts only if its length matches its marker and
 * the next marker names it. Checks report "unknown" for all other items.
 */
import type { ProbeResult } from './item'

/** Parses the probe's output. @param nonce first word of its marker lines */
export function parseProbeOutput(output: Uint8Array, nonce: string): ProbeResult {
  // In latin1 each character is one byte, so string offsets are byte offsets.
  const bytes = new TextDecoder('latin1').decode(output)
  const probe = new Map<string, string>()
  const marker = `\n${nonce} `
  let start = bytes.indexOf(marker)
  while (start >= 0) {
    const end = bytes.indexOf(marker, start + marker.length)
    if (end < 0) break
    const lineEnd = bytes.indexOf('\n', start + marker.length)
    const [, name, length] = MARKER_LINE.exec(bytes.slice(start + marker.length, lineEnd)) ?? []
    if (name && lineEnd < end && MARKER_LINE.exec(lineAt(bytes, end + marker.length))?.[3] === name) {
      const text = new TextDecoder().decode(output.subarray(lineEnd + 1, end))
      if (isComplete(text, end - lineEnd - 1, Number(length))) probe.set(name, text.replaceAll('\r', ''))
    }
    start = end
  }
  return probe
}

/** Item name, length, and name of the previous item. */
const MARKER_LINE = /^(\w+) (\d{1,9}|long) bytes after (\w+)\r?$/

const lineAt = (bytes: string, start: number): string => bytes.slice(start, bytes.indexOf('\n', start))

/** Shells count bytes or characters, and a terminal adds carriage returns. */
function isComplete(text: string, bytes: number, length: number): boolean {
  const returns = text.split('\r').length - 1
  return [bytes, bytes - returns, [...text].length].includes(length)
}
