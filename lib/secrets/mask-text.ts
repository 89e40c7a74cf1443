/** Hides secrets in short texts that were read out of a log: messages, names, questions. */
import type { ByteMask } from './mask-bytes'

/** Texts of a run come again with every look at it. */
const REMEMBERED = 20_000

/** One star for each byte of a secret; a text without one comes back as it is. */
export function textMask({ mask }: ByteMask): (text: string) => string {
  const encoder = new TextEncoder()
  const decoder = new TextDecoder()
  const known = new Map<string, string>()
  return (text) => {
    const before = known.get(text)
    if (before !== undefined) return before
    const bytes = encoder.encode(text)
    const masked = mask(bytes)
    const shown = masked === bytes ? text : decoder.decode(masked)
    if (known.size >= REMEMBERED) known.clear()
    known.set(text, shown)
    return shown
  }
}
