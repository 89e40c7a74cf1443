'use client'

import { useEffect, useRef, useState } from 'react'
import type { Excerpt } from '@/lib/diagnosis/excerpt'
import type { ExplainedLog } from '@/lib/diagnosis/explain-log'
import type { WorkerRequest, WorkerResponse } from './worker-messages'

export interface FileExplanation {
  file: File | undefined
  /** How much of it was read, from 0 to 100. */
  percent: number
  read: ExplainedLog | undefined
  /** Why it could not be read. */
  reason: string | undefined
  /** The lines around the one that was asked for last. */
  shown: Excerpt | undefined
  choose: (file: File) => void
  show: (line: number) => void
}

/** Explains a file that stays in the browser. Another file ends the reading of the one before. */
export function useExplanation(): FileExplanation {
  const worker = useRef<Worker>(undefined)
  const [file, setFile] = useState<File>()
  const [percent, setPercent] = useState(0)
  const [read, setRead] = useState<ExplainedLog>()
  const [reason, setReason] = useState<string>()
  const [shown, setShown] = useState<Excerpt>()
  useEffect(() => () => worker.current?.terminate(), [])

  function sendRequest(workerRequest: WorkerRequest) {
    worker.current?.terminate()
    const next = new Worker(new URL('./explain.worker.ts', import.meta.url), { type: 'module' })
    worker.current = next
    next.onerror = ({ message }) => setReason(message)
    next.onmessage = ({ data }: MessageEvent<WorkerResponse>) => {
      if (data.kind === 'read') setRead(data)
      else if (data.kind === 'excerpt') setShown(data.excerpt)
      else if (data.kind === 'bytes')
        setPercent(Math.floor((100 * data.bytes) / Math.max(1, workerRequest.file.size)))
      else setReason(data.reason)
    }
    next.postMessage(workerRequest)
  }
  return {
    file,
    percent,
    read,
    reason,
    shown,
    choose(next) {
      setFile(next)
      setPercent(0)
      setRead(undefined)
      setReason(undefined)
      setShown(undefined)
      sendRequest({ file: next })
    },
    show(line) {
      if (file) sendRequest({ file, line })
    },
  }
}
