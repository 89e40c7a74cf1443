/** Masks secrets in rendered files. */

/** A range of a text in UTF-16 code units: `text.slice(start, end)`. */
export interface TextRange {
  start: number
  end: number
}

/** Has a fixed length, so it does not reveal the length of the secret. */
export const MASK = '••••••'

/** Returns the file's text with its secrets masked. */
export function maskFile({ text, secrets }: { text: string; secrets: readonly TextRange[] }): string {
  return maskRanges(text, secrets)
}

export function maskRanges(text: string, spans: readonly TextRange[]): string {
  let masked = ''
  let at = 0
  for (const { start, end } of [...spans].sort((one, other) => one.start - other.start)) {
    if (end <= at) continue
    if (start >= at) masked += text.slice(at, start) + MASK
    at = end
  }
  return masked + text.slice(at)
}
