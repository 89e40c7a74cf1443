/** Redacts the local copy of a log permanently: secrets become stars, all other bytes and offsets stay. */
import { maskWith, PrintedSecrets } from '@/lib/secrets/printed-secrets'
import type { LogCopy } from './log-copy'

const CHUNK_BYTES = 1024 * 1024

/** @param secrets known secrets, in addition to those that the installer generated and printed */
export async function copyRedacted(from: LogCopy, to: LogCopy, secrets: readonly string[]): Promise<void> {
  const { mask, lookaround } = maskWith(secrets, await findPrintedSecrets(from))
  for (let at = 0; ; ) {
    const start = Math.max(0, at - lookaround)
    const masked = mask(await from.read(start, at + CHUNK_BYTES + lookaround - start))
    const chunk = masked.subarray(at - start, at - start + CHUNK_BYTES)
    if (chunk.length === 0) return
    await to.write(chunk, at)
    at += chunk.length
  }
}

const LINE_END = Uint8Array.of(0x0a)

async function findPrintedSecrets(log: LogCopy): Promise<PrintedSecrets> {
  const printed = new PrintedSecrets()
  for (let at = 0; ; ) {
    const chunk = await log.read(at, CHUNK_BYTES)
    if (chunk.length === 0) break
    printed.push(chunk)
    at += chunk.length
  }
  // Complete a value that ends with the log.
  printed.push(LINE_END)
  return printed
}
