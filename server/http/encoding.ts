/** How an answer may be compressed. */
import type { IncomingMessage } from 'node:http'

export type Encoding = 'br' | 'gzip'

const PREFERRED_ENCODINGS = ['br', 'gzip'] as const

/** The best that a browser takes; undefined: none. Browsers take `br` over https and from this machine alone. */
export function negotiateEncoding({ headers }: IncomingMessage): Encoding | undefined {
  const offers = String(headers['accept-encoding'] ?? '').split(',')
  return PREFERRED_ENCODINGS.find((encoding) => offers.some((offer) => offer.trim() === encoding))
}
