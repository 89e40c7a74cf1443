/** Masks secrets in rendered files. */
import type { RenderedFile, TextRange } from './installer'

/** Has a fixed length, so it does not reveal the length of the secret. */
export const MASK = '••••••'

/** Returns the file's text with its secrets masked. */
export function maskFile({ text, secrets }: RenderedFile): string {
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
