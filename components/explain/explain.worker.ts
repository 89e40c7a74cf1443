/** Explains a log in a worker, so a long log does not block the page. The file stays in the browser. */
import type { Excerpt } from '@/lib/diagnosis/excerpt'
import { type ExplainedLog, explainLog, readExcerpts } from '@/lib/diagnosis/explain-log'

/** A request to explain a whole log, or to extract the lines around `line` (from 1). */
export interface WorkerRequest {
  file: File
  line?: number
}

export type WorkerResponse =
  | ({ kind: 'explained' } & ExplainedLog)
  | { kind: 'progress'; bytes: number }
  | { kind: 'excerpt'; excerpt: Excerpt }
  | { kind: 'unreadable'; reason: string }

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
  const explained = await explainLog(
    () => chunksOf(file),
    (bytes) => {
      if (bytes - reportedBytes < PROGRESS_INTERVAL_BYTES) return
      reportedBytes = bytes
      respond({ kind: 'progress', bytes })
    },
  )
  respond({ kind: 'explained', ...explained })
}

const respond = (response: WorkerResponse) => postMessage(response)

/** Reads a file in chunks. Not every browser can iterate over a stream. */
async function* chunksOf(file: Blob): AsyncGenerator<Uint8Array> {
  const reader = file.stream().getReader()
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value
}
