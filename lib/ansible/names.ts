/** The one string of a name that comes again and again, found by its bytes without making another. */
import { standsAt, textOf } from './bytes'

interface Known {
  bytes: Uint8Array
  text: string
}

const SLOTS = 4096
/** Names are short; a longer one is not looked for. */
const LONGEST = 128

/** As many names as slots are remembered: one that falls on another's slot takes its place. */
export function createNames(): (bytes: Uint8Array, from: number, to: number) => string {
  const slots: (Known | undefined)[] = new Array(SLOTS).fill(undefined)
  return (bytes, from, to) => {
    if (to - from > LONGEST) return textOf(bytes, from, to)
    let hash = to - from
    for (let at = from; at < to; at++) hash = (Math.imul(hash, 31) + (bytes[at] ?? 0)) | 0
    const slot = (hash ^ (hash >>> 12)) & (SLOTS - 1)
    const known = slots[slot]
    if (known && known.bytes.length === to - from && standsAt(bytes, known.bytes, from, to)) return known.text
    const text = textOf(bytes, from, to)
    // A copy: Node's `slice` would keep, and show, a chunk that may be used again.
    slots[slot] = { bytes: new Uint8Array(bytes.subarray(from, to)), text }
    return text
  }
}
