/** Reads and explains a whole log file, on the command line and in the browser. */
import type { LineParser } from '@/lib/log/ansible/parser'
import { createFileLineReader } from '@/lib/log/recover/physical-lines'
import { type Recovered, Recovery } from '@/lib/log/recover/recovery'
import { SampleReader } from '@/lib/log/recover/sample'
import { realFailures } from '@/lib/run/progress/progress'
import { createExcerptReader, type Excerpt } from './excerpt'
import { type Explanation, explain } from './explanation'
import { LogReducer } from './log-reducer'

/** Number of unknown failures with an excerpt; later ones are mostly consequences. */
const MAX_EXCERPTS = 5

export interface ExplainedLog {
  explanation: Explanation
  /** What was removed from the log to read it. */
  recovered: Recovered
  excerpts: readonly Excerpt[]
}

/**
 * Explains a log, with excerpts for its unknown failures. Rejects if the log cannot be read.
 * @param open opens the log from its beginning; called several times
 * @param onBytes receives the number of bytes read so far
 */
export async function explainLog(
  open: () => AsyncIterable<Uint8Array>,
  onBytes: (bytes: number) => void = () => undefined,
): Promise<ExplainedLog> {
  const log = new LogReducer()
  const recovered = await recoverLines(open, log, onBytes)
  const explanation = explain(log)
  const unknown = realFailures(explanation.failures).filter(
    ({ host, task }) => !explanation.diagnosis.some((known) => known.host === host && known.task === task),
  )
  return {
    explanation,
    recovered,
    excerpts: await readExcerpts(
      open(),
      unknown.slice(0, MAX_EXCERPTS).map(({ line }) => line),
    ),
  }
}

/** Parses the lines of a log as Ansible printed them. */
async function recoverLines(
  open: () => AsyncIterable<Uint8Array>,
  parser: LineParser,
  onBytes: (bytes: number) => void,
): Promise<Recovered> {
  const sample = new SampleReader()
  for await (const chunk of open()) {
    sample.push(chunk)
    if (sample.isComplete) break
  }
  const recovery = new Recovery(sample.end(), parser)
  const lines = createFileLineReader((line, number) => recovery.line(line, number))
  let bytes = 0
  for await (const chunk of open()) {
    lines.push(chunk)
    bytes += chunk.length
    onBytes(bytes)
  }
  lines.end()
  recovery.end()
  return recovery.recovered
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
