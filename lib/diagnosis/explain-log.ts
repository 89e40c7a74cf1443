/** Reads and explains a whole log, on the command line and in the browser. */
import { realFailures } from '@/lib/run/progress/progress'
import { createExcerptReader, type Excerpt } from './excerpt'
import { type Explanation, explain } from './explanation'
import { LogReducer } from './log-reducer'

/** Number of unknown failures with an excerpt; later ones are mostly consequences. */
const MAX_EXCERPTS = 5

export interface ExplainedLog {
  explanation: Explanation
  excerpts: readonly Excerpt[]
}

/**
 * Explains a log, with excerpts for its unknown failures. Rejects if the log cannot be read.
 * @param open opens the log from its beginning; called twice
 * @param onBytes receives the number of bytes read so far
 */
export async function explainLog(
  open: () => AsyncIterable<Uint8Array>,
  onBytes: (bytes: number) => void = () => undefined,
): Promise<ExplainedLog> {
  const log = new LogReducer()
  for await (const chunk of open()) {
    log.push(chunk)
    onBytes(log.bytes)
  }
  log.end()
  const explanation = explain(log)
  const unknown = realFailures(explanation.failures).filter(
    ({ host, task }) => !explanation.diagnosis.some((known) => known.host === host && known.task === task),
  )
  return {
    explanation,
    excerpts: await readExcerpts(
      open(),
      unknown.slice(0, MAX_EXCERPTS).map(({ line }) => line),
    ),
  }
}

/** Extracts the lines around each of `lines`. */
export async function readExcerpts(
  log: AsyncIterable<Uint8Array>,
  lines: readonly number[],
): Promise<readonly Excerpt[]> {
  const reader = createExcerptReader(lines)
  for await (const chunk of log) {
    if (reader.isDone) break
    reader.push(chunk)
  }
  reader.end()
  return reader.excerpts
}
