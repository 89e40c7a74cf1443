'use client'

import { useCallback, useEffect, useState } from 'react'
import { isStep, type StepId } from '@/lib/steps/steps'

/** The key of earlier versions. */
const FORMER_PREFIX = 'taskbox.asked.'

/** The steps of a cluster that were visited in this browser, in localStorage. */
export function useVisitedSteps(cluster: string): [ReadonlySet<StepId>, (step: StepId) => void] {
  const storageKey = `taskbox.visited-steps.${cluster}`
  const [visited, setVisited] = useState<ReadonlySet<StepId>>(new Set())
  useEffect(() => {
    const stored = readStorage(storageKey) ?? readStorage(`${FORMER_PREFIX}${cluster}`) ?? ''
    setVisited(new Set(stored.split(' ').filter(isStep)))
  }, [storageKey, cluster])
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

/** Storage may be unavailable (private windows, policies). Visited steps are then lost on reload. */
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
