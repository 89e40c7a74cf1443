/** Hides secrets in short texts that were read out of a log: messages, names, questions. */
import type { ByteMask } from './mask-bytes'

/** Texts of a run come again with every look at it. */
const MAX_CACHED = 20_000

/** One star for each byte of a secret; a text without one comes back as it is. */
export function createTextMask({ mask }: ByteMask): (text: string) => string {
  const encoder = new TextEncoder()
  const decoder = new TextDecoder()
  const cache = new Map<string, string>()
  return (text) => {
    const cached = cache.get(text)
    if (cached !== undefined) return cached
    const bytes = encoder.encode(text)
    const masked = mask(bytes)
    const redacted = masked === bytes ? text : decoder.decode(masked)
    if (cache.size >= MAX_CACHED) cache.clear()
    cache.set(text, redacted)
    return redacted
  }
}
