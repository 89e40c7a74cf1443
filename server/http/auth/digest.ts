import { createHash, timingSafeEqual } from 'node:crypto'

/** Compares two texts in constant time. */
export function constantTimeEqual(actual: string, expected: string): boolean {
  return timingSafeEqual(Buffer.from(digest(actual)), Buffer.from(digest(expected)))
}

/** SHA-256 in hex. Sufficient for random secrets of at least 16 bytes; passwords need scrypt instead. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
