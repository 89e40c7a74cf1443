'use client'

import { useEffect, useState } from 'react'
import type { RequestError, RequestResult } from '@/components/socket/request'
import { lineProblem } from '@/lib/run/input-line'

/** A line of input that is being typed and sent. */
export interface Line {
  text: string
  setText: (text: string) => void
  /** From a request to its failure, or to the next `clear`. */
  isPending: boolean
  failure: RequestError | undefined
  /** Sends the typed line, or another text, which then replaces it. @returns whether the server accepted it */
  send: (text?: string) => Promise<boolean>
  clear: () => void
}

/**
 * @param fieldId id of the field, which gets the focus back after a failure
 * @param submit sends a line to the server
 */
export function useLine(fieldId: string, submit: (text: string) => Promise<RequestResult<unknown>>): Line {
  const [text, setText] = useState('')
  const [isPending, setPending] = useState(false)
  const [failure, setFailure] = useState<RequestError>()

  // Wait for the next render: after the response, the field is still disabled.
  useEffect(() => {
    if (failure) document.getElementById(fieldId)?.focus()
  }, [failure, fieldId])

  async function send(line = text): Promise<boolean> {
    if (isPending || lineProblem(line)) return false
    setText(line)
    setPending(true)
    setFailure(undefined)
    const response = await submit(line)
    if (response.ok) return true
    setPending(false)
    setFailure(response.failure)
    return false
  }
  const clear = () => {
    setText('')
    setPending(false)
    setFailure(undefined)
  }
  return { text, setText, isPending, failure, send, clear }
}
