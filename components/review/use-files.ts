'use client'

import { useEffect, useState } from 'react'
import { type RequestFailure, request } from '@/components/socket/request'
import { useDraft } from '@/components/wizard/draft-store'
import { useWizard } from '@/components/wizard/wizard-context'
import type { FilePreview } from '@/lib/contract/socket'

export interface Files {
  /** Undefined: not rendered yet. */
  files: readonly FilePreview[] | undefined
  failure: RequestFailure | undefined
  pending: boolean
  again: () => void
}

/** The files as they will be written, rendered anew when the draft changes. `ready`: the draft has no errors. */
export function useFiles(ready: boolean): Files {
  const { id, flush } = useWizard()
  const draft = useDraft()
  const [files, setFiles] = useState<readonly FilePreview[]>()
  const [failure, setFailure] = useState<RequestFailure>()
  const [pending, setPending] = useState(false)
  const [turn, setTurn] = useState(0)

  useEffect(() => {
    if (!ready || !draft || turn < 0) return
    let stale = false
    const render = async () => {
      setPending(true)
      const answer = (await flush()) ? await request('review.files', { id }) : undefined
      if (stale) return
      setPending(false)
      if (answer?.ok) setFiles(answer.value.files)
      setFailure(answer && !answer.ok ? answer.failure : undefined)
    }
    void render()
    return () => {
      stale = true
    }
  }, [id, flush, ready, draft, turn])
  return { files, failure, pending, again: () => setTurn((before) => before + 1) }
}
