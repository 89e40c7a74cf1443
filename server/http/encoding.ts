/** Content negotiation for compressed responses. */
import type { IncomingMessage } from 'node:http'

export type Encoding = 'br' | 'gzip'

const PREFERRED_ENCODINGS = ['br', 'gzip'] as const

/** The best encoding that the client accepts. Browsers accept `br` only over HTTPS and from loopback addresses. */
export function negotiateEncoding({ headers }: IncomingMessage): Encoding | undefined {
  const offers = String(headers['accept-encoding'] ?? '').split(',')
  return PREFERRED_ENCODINGS.find((encoding) => offers.some((offer) => offer.trim() === encoding))
}
