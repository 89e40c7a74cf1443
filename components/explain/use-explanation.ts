'use client'

import { useEffect, useRef, useState } from 'react'
import type { Excerpt } from '@/lib/diagnosis/excerpt'
import type { ExplainedLog } from '@/lib/diagnosis/explain-log'
import type { WorkerRequest, WorkerResponse } from './explain.worker'

export interface FileExplanation {
  file: File | undefined
  /** How much of the file has been read, from 0 to 100. */
  percent: number
  explained: ExplainedLog | undefined
  /** Why the file could not be read. */
  reason: string | undefined
  /** The lines around the line requested last. */
  excerpt: Excerpt | undefined
  choose: (file: File) => void
  showLine: (line: number) => void
}

/** Explains a file in the browser. Choosing another file cancels the previous request. */
export function useExplanation(): FileExplanation {
  const worker = useRef<Worker>(undefined)
  const [file, setFile] = useState<File>()
  const [percent, setPercent] = useState(0)
  const [explained, setExplained] = useState<ExplainedLog>()
  const [reason, setReason] = useState<string>()
  const [excerpt, setExcerpt] = useState<Excerpt>()
  useEffect(() => () => worker.current?.terminate(), [])

  function sendRequest(workerRequest: WorkerRequest) {
    worker.current?.terminate()
    const next = new Worker(new URL('./explain.worker.ts', import.meta.url), { type: 'module' })
    worker.current = next
    next.onerror = ({ message }) => setReason(message)
    next.onmessage = ({ data }: MessageEvent<WorkerResponse>) => {
      if (data.kind === 'explained') setExplained(data)
      else if (data.kind === 'excerpt') setExcerpt(data.excerpt)
      else if (data.kind === 'progress')
        setPercent(Math.floor((100 * data.bytes) / Math.max(1, workerRequest.file.size)))
      else setReason(data.reason)
    }
    next.postMessage(workerRequest)
  }
  return {
    file,
    percent,
    explained,
    reason,
    excerpt,
    choose(next) {
      setFile(next)
      setPercent(0)
      setExplained(undefined)
      setReason(undefined)
      setExcerpt(undefined)
      sendRequest({ file: next })
    },
    showLine(line) {
      if (file) sendRequest({ file, line })
    },
  }
}
