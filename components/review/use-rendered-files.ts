'use client'

import { useEffect, useState } from 'react'
import { type RequestError, request } from '@/components/socket/request'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { useWizard } from '@/components/wizard/wizard-context'
import type { FilePreview } from '@/lib/contract/socket'

export interface RenderedFiles {
  /** Undefined until rendered. */
  files: readonly FilePreview[] | undefined
  failure: RequestError | undefined
  pending: boolean
  retry: () => void
}

/** The rendered files, updated when the draft changes. `ready`: the draft has no errors. */
export function useRenderedFiles(ready: boolean): RenderedFiles {
  const { id, flush } = useWizard()
  const draft = useDraft()
  const [files, setFiles] = useState<readonly FilePreview[]>()
  const [failure, setFailure] = useState<RequestError>()
  const [pending, setPending] = useState(false)
  const [attempt, setAttempt] = useState(0)

  useEffect(() => {
    if (!ready || !draft || attempt < 0) return
    let stale = false
    const render = async () => {
      setPending(true)
      const response = (await flush()) ? await request('review.files', { id }) : undefined
      if (stale) return
      setPending(false)
      if (response?.ok) setFiles(response.value.files)
      setFailure(response && !response.ok ? response.failure : undefined)
    }
    void render()
    return () => {
      stale = true
    }
  }, [id, flush, ready, draft, attempt])
  return { files, failure, pending, retry: () => setAttempt((before) => before + 1) }
}
