/** Reads a log beside the page, so that a long one does not hold it up. The file stays in the browser. */
import { explainLog, readExcerpts } from '@/lib/diagnosis/explain-log'
import type { WorkerRequest, WorkerResponse } from './worker-messages'

const PROGRESS_INTERVAL_BYTES = 4_000_000

addEventListener('message', ({ data }: MessageEvent<WorkerRequest>) => {
  void handleRequest(data).catch((error: unknown) =>
    respond({ kind: 'unreadable', reason: error instanceof Error ? error.message : String(error) }),
  )
})

async function handleRequest({ file, line }: WorkerRequest): Promise<void> {
  if (line !== undefined) {
    const [excerpt] = await readExcerpts(chunksOf(file), [line])
    if (excerpt) respond({ kind: 'excerpt', excerpt })
    return
  }
  let reportedBytes = 0
  const read = await explainLog(
    () => chunksOf(file),
    (bytes) => {
      if (bytes - reportedBytes < PROGRESS_INTERVAL_BYTES) return
      reportedBytes = bytes
      respond({ kind: 'bytes', bytes })
    },
  )
  respond({ kind: 'read', ...read })
}

const respond = (response: WorkerResponse) => postMessage(response)

/** Not every browser can iterate over a stream. */
async function* chunksOf(file: Blob): AsyncGenerator<Uint8Array> {
  const reader = file.stream().getReader()
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value
}
