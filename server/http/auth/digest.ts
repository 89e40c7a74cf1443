import { createHash, timingSafeEqual } from 'node:crypto'

/** Compares without telling by its duration how much was right. */
export function constantTimeEqual(given: string, wanted: string): boolean {
  return timingSafeEqual(Buffer.from(digest(given)), Buffer.from(digest(wanted)))
}

/** SHA-256 in hex: enough to keep what was drawn at random from 16 bytes or more. Passwords go through scrypt instead. */
export function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
