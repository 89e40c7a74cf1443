/** Reads a log from anywhere to its end and says what it says: on the command line and in the browser alike. */
import { createExcerpts, type Excerpt } from './excerpt'
import { type Explanation, explain, unforgiven } from './explanation'
import { LogFold } from './log-fold'

/** Failures whose surroundings are shown; the others are mostly consequences. */
const EXCERPTS = 5

export interface ReadLog {
  found: Explanation
  excerpts: readonly Excerpt[]
}

/**
 * @param open gives the log from its beginning, twice
 * @param onBytes told how far it was read
 */
export async function readLog(
  open: () => AsyncIterable<Uint8Array>,
  onBytes: (bytes: number) => void = () => undefined,
): Promise<ReadLog> {
  const log = new LogFold()
  for await (const chunk of open()) {
    log.push(chunk)
    onBytes(log.bytes)
  }
  log.end()
  const found = explain(log)
  const unknown = unforgiven(found.failures).filter(
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
