/** Reads a log beside the page, so that a long one does not hold it up. The file stays in the browser. */
import { readExcerpts, readLog } from '@/lib/diagnosis/read-log'
import type { Asked, Told } from './asked'

const TOLD_EVERY_BYTES = 4_000_000

addEventListener('message', ({ data }: MessageEvent<Asked>) => {
  void answer(data).catch((error: unknown) =>
    tell({ kind: 'unreadable', reason: error instanceof Error ? error.message : String(error) }),
  )
})

async function answer({ file, line }: Asked): Promise<void> {
  if (line !== undefined) {
    const [excerpt] = await readExcerpts(pieces(file), [line])
    if (excerpt) tell({ kind: 'excerpt', excerpt })
    return
  }
  let told = 0
  const read = await readLog(
    () => pieces(file),
    (bytes) => {
      if (bytes - told < TOLD_EVERY_BYTES) return
      told = bytes
      tell({ kind: 'bytes', bytes })
    },
  )
  tell({ kind: 'read', ...read })
}

const tell = (told: Told) => postMessage(told)

/** Not every browser can iterate over a stream. */
async function* pieces(file: Blob): AsyncGenerator<Uint8Array> {
  const reader = file.stream().getReader()
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value
}
