import { useEffect, useState } from 'react'
import type { RequestError, RequestResult } from './request'

const DEBOUNCE_MS = 300

interface DebouncedRequest<T> {
  data: T | undefined
  failure: RequestError | undefined
  pending: boolean
}

/** Sends typed text to the server when typing pauses. @param send must be stable between renders */
export function useDebouncedRequest<T>(
  text: string,
  send: (text: string) => Promise<RequestResult<T>>,
): DebouncedRequest<T> {
  const [data, setData] = useState<T>()
  const [failure, setFailure] = useState<RequestError>()
  const [pending, setPending] = useState(false)
  useEffect(() => {
    setFailure(undefined)
    if (text.trim() === '') return setData(undefined)
    let stale = false
    setPending(true)
    const timer = setTimeout(async () => {
      const result = await send(text)
      if (stale) return
      setPending(false)
      setData(result.ok ? result.value : undefined)
      if (!result.ok) setFailure(result.failure)
    }, DEBOUNCE_MS)
    return () => {
      stale = true
      clearTimeout(timer)
    }
  }, [text, send])
  return { data, failure, pending }
}
