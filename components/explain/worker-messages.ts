import type { Excerpt } from '@/lib/diagnosis/excerpt'
import type { ExplainedLog } from '@/lib/diagnosis/explain-log'

/** What the page asks of its worker: a whole log, or the lines around one. */
export interface WorkerRequest {
  file: File
  line?: number
}

export type WorkerResponse =
  | ({ kind: 'read' } & ExplainedLog)
  | { kind: 'bytes'; bytes: number }
  | { kind: 'excerpt'; excerpt: Excerpt }
  | { kind: 'unreadable'; reason: string }
