/** Stars for secrets in a log that lies here, for good: every other byte stays, at its place. */
import { byteMask } from '@/lib/secrets/mask-bytes'
import type { LogCopy } from './log-copy'

const PIECE_BYTES = 1024 * 1024

export async function copyMasked(from: LogCopy, to: LogCopy, secrets: readonly string[]): Promise<void> {
  const { mask, context } = byteMask(secrets)
  for (let at = 0; ; ) {
    const start = Math.max(0, at - context)
    const masked = mask(await from.read(start, at + PIECE_BYTES + context - start))
    const piece = masked.subarray(at - start, at - start + PIECE_BYTES)
    if (piece.length === 0) return
    await to.write(piece, at)
    at += piece.length
  }
}
