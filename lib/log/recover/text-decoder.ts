/**
 * Decodes the bytes of a log file: UTF-8, or UTF-16 as PowerShell and Windows editors write it, with or without a byte
 * order mark. A file whose lines end in a carriage return alone is read as well.
 */

export type Encoding = 'utf-8' | 'utf-16le' | 'utf-16be'

export interface LogDecoder {
  push(chunk: Uint8Array): string
  /** The text of bytes that were held back. */
  end(): string
}

/** Bytes that decide the encoding. */
const SAMPLE_BYTES = 512

export function createLogDecoder(): LogDecoder {
  let held: Uint8Array | undefined = new Uint8Array(0)
  let decoder: TextDecoder | undefined
  const decode = (bytes: Uint8Array, stream: boolean): string => {
    decoder ??= new TextDecoder(detectEncoding(bytes))
    held = undefined
    return decoder.decode(bytes, { stream })
  }
  return {
    push(chunk) {
      if (!held) return decode(chunk, true)
      if (held.length > 0 || chunk.length < SAMPLE_BYTES) {
        const joined = new Uint8Array(held.length + chunk.length)
        joined.set(held)
        joined.set(chunk, held.length)
        held = joined
        return joined.length < SAMPLE_BYTES ? '' : decode(joined, true)
      }
      return decode(chunk, true)
    },
    end: () => decode(held ?? new Uint8Array(0), false),
  }
}

/** @param bytes the beginning of a file */
export function detectEncoding(bytes: Uint8Array): Encoding {
  const [first, second] = bytes
  if (first === 0xff && second === 0xfe) return 'utf-16le'
  if (first === 0xfe && second === 0xff) return 'utf-16be'
  // Most characters of a log are ASCII, whose upper byte is zero in UTF-16.
  const zeros = [0, 0]
  const end = Math.min(bytes.length, SAMPLE_BYTES) & ~1
  for (let at = 0; at < end; at++) if (bytes[at] === 0) zeros[at % 2] = (zeros[at % 2] ?? 0) + 1
  const [even = 0, odd = 0] = zeros
  const most = end / 2 - end / 16
  if (end >= 16 && odd > most && even < end / 16) return 'utf-16le'
  if (end >= 16 && even > most && odd < end / 16) return 'utf-16be'
  return 'utf-8'
}
