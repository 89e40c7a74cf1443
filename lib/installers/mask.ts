/** Shows a rendered file without its secrets. */
import type { RenderedFile, TextRange } from './installer'

/** Of one length whatever it hides, so that it tells nothing about the secret. */
export const MASK = '••••••'

/** The file's text with each secret's span replaced by `MASK`. Spans may stand in any order and touch or overlap. */
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
