/** Stars for secrets in a log that lies here, for good: every other byte stays, at its place. */
import { type FileHandle, open, rename, rm } from 'node:fs/promises'
import { type ByteMask, byteMask } from '@/lib/secrets/mask-bytes'

const PIECE_BYTES = 1024 * 1024

/** The file is replaced as a whole: one that was cut off in between is as it was. */
export async function maskFile(path: string, secrets: readonly string[]): Promise<void> {
  const beside = `${path}.masked`
  try {
    await copyMasked(path, beside, secrets)
    await rename(beside, path)
  } catch (error) {
    await rm(beside, { force: true })
    throw error
  }
}

async function copyMasked(from: string, to: string, secrets: readonly string[]): Promise<void> {
  const source = await open(from, 'r')
  const target = await open(to, 'w', 0o600)
  try {
    await mask(source, target, byteMask(secrets))
  } finally {
    await Promise.all([source.close(), target.close()])
  }
}

async function mask(source: FileHandle, target: FileHandle, secrets: ByteMask): Promise<void> {
  const { context } = secrets
  const buffer = Buffer.alloc(PIECE_BYTES + 2 * context)
  for (let at = 0; ; ) {
    const start = Math.max(0, at - context)
    const { bytesRead } = await source.read(buffer, 0, at + PIECE_BYTES + context - start, start)
    const masked = secrets.mask(buffer.subarray(0, bytesRead))
    const piece = masked.subarray(at - start, at - start + PIECE_BYTES)
    if (piece.length === 0) return
    await target.writeFile(piece)
    at += piece.length
  }
}
