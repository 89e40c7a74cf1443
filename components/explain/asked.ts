import type { Excerpt } from '@/lib/diagnosis/excerpt'
import type { ReadLog } from '@/lib/diagnosis/read-log'

/** What the page asks of its worker: a whole log, or the lines around one. */
export interface Asked {
  file: File
  line?: number
}

export type Told =
  | ({ kind: 'read' } & ReadLog)
  | { kind: 'bytes'; bytes: number }
  | { kind: 'excerpt'; excerpt: Excerpt }
  | { kind: 'unreadable'; reason: string }
