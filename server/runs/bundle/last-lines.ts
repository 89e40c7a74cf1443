/** The end of a run's log as plain text, with masked secrets. */
import { truncateMiddle } from '@/lib/log/ansible/module-result'
import { createLineReader } from '@/lib/log/lines'
import type { RedactedLog } from '../log/redacted-log'

const TAIL_BYTES = 64 * 1024
const MAX_LINES = 40
const MAX_LINE_CHARS = 300

export async function lastLines(log: Pick<RedactedLog, 'length' | 'read'>): Promise<string[]> {
  const end = await log.length()
  const from = Math.max(0, end - TAIL_BYTES)
  const lines: string[] = []
  const reader = createLineReader((line) => lines.push(shorten(line)))
  reader.push(await log.read(from, end - from))
  reader.end()
  // The first line may be incomplete.
  const whole = from > 0 && lines.length > 1 ? lines.slice(1) : lines
  return whole.slice(0, 1 + whole.findLastIndex((line) => line !== '')).slice(-MAX_LINES)
}

const shorten = (line: string): string => truncateMiddle(line.trimEnd(), MAX_LINE_CHARS, 1 / 2)
