/** Shows a rendered file without its secrets. */
import type { RenderedFile, Span } from './installer'

/** Of one length whatever it hides, so that it tells nothing about the secret. */
export const MASK = '••••••'

/** The file's text with each secret's span replaced by `MASK`. Spans may stand in any order and touch or overlap. */
export function masked({ text, secrets }: RenderedFile): string {
  return maskSpans(text, secrets)
}

export function maskSpans(text: string, spans: readonly Span[]): string {
  let shown = ''
  let at = 0
  for (const { start, end } of [...spans].sort((one, other) => one.start - other.start)) {
    if (end <= at) continue
    if (start >= at) shown += text.slice(at, start) + MASK
    at = end
  }
  return shown + text.slice(at)
}
