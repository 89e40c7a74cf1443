/** Reads and explains a whole log, on the command line and in the browser. */
import { createExcerptReader, type Excerpt } from './excerpt'
import { type Explanation, explain, realFailures } from './explanation'
import { LogReducer } from './log-reducer'

/** Unknown failures that get an excerpt; later ones are mostly consequences. */
const MAX_EXCERPTS = 5

export interface ExplainedLog {
  found: Explanation
  excerpts: readonly Excerpt[]
}

/**
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
  const found = explain(log)
  const unknown = realFailures(found.failures).filter(
    ({ host, task }) => !found.diagnosis.some((known) => known.host === host && known.task === task),
  )
  return {
    found,
    excerpts: await readExcerpts(
      open(),
      unknown.slice(0, MAX_EXCERPTS).map(({ line }) => line),
    ),
  }
}

/** The lines around some lines of a log. */
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
