'use client'

import { useEffect, useRef, useState } from 'react'
import type { Excerpt } from '@/lib/diagnosis/excerpt'
import type { ReadLog } from '@/lib/diagnosis/read-log'
import type { Asked, Told } from './asked'

export interface Explained {
  file: File | undefined
  /** How much of it was read, from 0 to 100. */
  percent: number
  read: ReadLog | undefined
  /** Why it could not be read. */
  reason: string | undefined
  /** The lines around the one that was asked for last. */
  shown: Excerpt | undefined
  choose: (file: File) => void
  show: (line: number) => void
}

/** Explains a file that stays in the browser. Another file ends the reading of the one before. */
export function useExplained(): Explained {
  const worker = useRef<Worker>(undefined)
  const [file, setFile] = useState<File>()
  const [percent, setPercent] = useState(0)
  const [read, setRead] = useState<ReadLog>()
  const [reason, setReason] = useState<string>()
  const [shown, setShown] = useState<Excerpt>()
  useEffect(() => () => worker.current?.terminate(), [])

  function ask(asked: Asked) {
    worker.current?.terminate()
    const fresh = new Worker(new URL('./explain.worker.ts', import.meta.url), { type: 'module' })
    worker.current = fresh
    fresh.onerror = ({ message }) => setReason(message)
    fresh.onmessage = ({ data }: MessageEvent<Told>) => {
      if (data.kind === 'read') setRead(data)
      else if (data.kind === 'excerpt') setShown(data.excerpt)
      else if (data.kind === 'bytes')
        setPercent(Math.floor((100 * data.bytes) / Math.max(1, asked.file.size)))
      else setReason(data.reason)
    }
    fresh.postMessage(asked)
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
      ask({ file: next })
    },
    show(line) {
      if (file) ask({ file, line })
    },
  }
}
