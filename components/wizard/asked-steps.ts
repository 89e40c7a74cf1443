'use client'

import { useCallback, useEffect, useState } from 'react'
import { isStep, type StepId } from './steps'

/** Which steps of a cluster were visited in this browser; kept, so that a reload shows the same. */
export function useAskedSteps(cluster: string): [ReadonlySet<StepId>, (step: StepId) => void] {
  const place = `taskbox.asked.${cluster}`
  const [asked, setAsked] = useState<ReadonlySet<StepId>>(new Set())
  useEffect(() => {
    const words = (read(place) ?? '').split(' ')
    setAsked(new Set(words.filter(isStep)))
  }, [place])
  const ask = useCallback(
    (step: StepId) =>
      setAsked((before) => {
        if (before.has(step)) return before
        const next = new Set(before).add(step)
        write(place, [...next].join(' '))
        return next
      }),
    [place],
  )
  return [asked, ask]
}

/** Browsers may refuse storage (private windows, policies); then a reload forgets, and nothing else is lost. */
function read(place: string): string | null {
  try {
    return localStorage.getItem(place)
  } catch {
    return null
  }
}

function write(place: string, text: string): void {
  try {
    localStorage.setItem(place, text)
  } catch {}
}
