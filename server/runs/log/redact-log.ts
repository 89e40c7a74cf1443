/** Stars for secrets in a log that lies here, for good: every other byte stays, at its place. */
import { maskWith, PrintedSecrets } from '@/lib/secrets/printed-secrets'
import type { LogCopy } from './log-copy'

const CHUNK_BYTES = 1024 * 1024

/** @param secrets beside those that the installer made up and printed itself */
export async function copyRedacted(from: LogCopy, to: LogCopy, secrets: readonly string[]): Promise<void> {
  const { mask, context } = maskWith(secrets, await findPrintedSecrets(from))
  for (let at = 0; ; ) {
    const start = Math.max(0, at - context)
    const masked = mask(await from.read(start, at + CHUNK_BYTES + context - start))
    const piece = masked.subarray(at - start, at - start + CHUNK_BYTES)
    if (piece.length === 0) return
    await to.write(piece, at)
    at += piece.length
  }
}

const LINE_END = Uint8Array.of(0x0a)

async function findPrintedSecrets(log: LogCopy): Promise<PrintedSecrets> {
  const printed = new PrintedSecrets()
  for (let at = 0; ; ) {
    const piece = await log.read(at, CHUNK_BYTES)
    if (piece.length === 0) break
    printed.push(piece)
    at += piece.length
  }
  // What was cut off there is whole as well.
  printed.push(LINE_END)
  return printed
}
