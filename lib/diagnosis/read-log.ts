/** Reads and explains a whole log, on the command line and in the browser. */
import { createExcerpts, type Excerpt } from './excerpt'
import { type Explanation, explain, realFailures } from './explanation'
import { LogReducer } from './log-reducer'

/** Unknown failures that get an excerpt; later ones are mostly consequences. */
const EXCERPTS = 5

export interface ReadLog {
  found: Explanation
  excerpts: readonly Excerpt[]
}

/**
 * @param open opens the log from its beginning; called twice
 * @param onBytes receives the number of bytes read so far
 */
export async function readLog(
  open: () => AsyncIterable<Uint8Array>,
  onBytes: (bytes: number) => void = () => undefined,
): Promise<ReadLog> {
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
      unknown.slice(0, EXCERPTS).map(({ line }) => line),
    ),
  }
}

/** The lines around some lines of a log. */
export async function readExcerpts(
  log: AsyncIterable<Uint8Array>,
  lines: readonly number[],
): Promise<readonly Excerpt[]> {
  const reader = createExcerpts(lines)
  for await (const chunk of log) {
    if (reader.isDone) break
    reader.push(chunk)
  }
  reader.end()
  return reader.excerpts
}
