import { useEffect, useState } from 'react'
import type { RequestError, RequestResult } from './request'

const DEBOUNCE_MS = 300

interface Reading<T> {
  read: T | undefined
  failure: RequestError | undefined
  reading: boolean
}

/** What the server reads in a text, a moment after typing rests. @param ask the same function as long as it asks the same */
export function useDebouncedRequest<T>(
  text: string,
  ask: (text: string) => Promise<RequestResult<T>>,
): Reading<T> {
  const [read, setRead] = useState<T>()
  const [failure, setFailure] = useState<RequestError>()
  const [reading, setReading] = useState(false)
  useEffect(() => {
    setFailure(undefined)
    if (text.trim() === '') return setRead(undefined)
    let stale = false
    setReading(true)
    const timer = setTimeout(async () => {
      const answer = await ask(text)
      if (stale) return
      setReading(false)
      setRead(answer.ok ? answer.value : undefined)
      if (!answer.ok) setFailure(answer.failure)
    }, DEBOUNCE_MS)
    return () => {
      stale = true
      clearTimeout(timer)
    }
  }, [text, ask])
  return { read, failure, reading }
}
