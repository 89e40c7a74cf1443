'use client'

import { useCallback, useEffect, useState } from 'react'
import { isStep, type StepId } from './steps'

/** Which steps of a cluster were visited in this browser; kept, so that a reload shows the same. */
export function useVisitedSteps(cluster: string): [ReadonlySet<StepId>, (step: StepId) => void] {
  const storageKey = `taskbox.asked.${cluster}`
  const [visited, setVisited] = useState<ReadonlySet<StepId>>(new Set())
  useEffect(() => {
    const ids = (readStorage(storageKey) ?? '').split(' ')
    setVisited(new Set(ids.filter(isStep)))
  }, [storageKey])
  const markVisited = useCallback(
    (step: StepId) =>
      setVisited((before) => {
        if (before.has(step)) return before
        const next = new Set(before).add(step)
        writeStorage(storageKey, [...next].join(' '))
        return next
      }),
    [storageKey],
  )
  return [visited, markVisited]
}

/** Browsers may refuse storage (private windows, policies); then a reload forgets, and nothing else is lost. */
function readStorage(key: string): string | null {
  try {
    return localStorage.getItem(key)
  } catch {
    return null
  }
}

function writeStorage(key: string, text: string): void {
  try {
    localStorage.setItem(key, text)
  } catch {}
}
