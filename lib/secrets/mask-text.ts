/** Masks secrets in short texts from a log: messages, names, prompts. */
import type { ByteMask } from './mask-bytes'

/** The texts of a run repeat with every view of it. */
const MAX_CACHED = 20_000

/** Returns a function that replaces each byte of a secret by a star; other text is returned unchanged. */
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
