'use client'

import { useCallback, useRef, useState } from 'react'

const REMEMBERED = 200

interface History<T> {
  past: readonly T[]
  future: readonly T[]
}

/**
 * Undo and redo of whole values. Changes with the same `label`, one after another, are one step: a word is undone, not
 * its letters.
 */
export function useHistory<T>(current: T, set: (value: T) => void) {
  const [history, setHistory] = useState<History<T>>({ past: [], future: [] })
  const label = useRef<string>(undefined)

  const change = useCallback(
    (next: T, as?: string) => {
      const goesOn = as !== undefined && as === label.current
      label.current = as
      if (!goesOn) setHistory(({ past }) => ({ past: [...past, current].slice(-REMEMBERED), future: [] }))
      set(next)
    },
    [current, set],
  )

  function move(from: 'past' | 'future'): T | undefined {
    const value = history[from].at(-1)
    if (value === undefined) return undefined
    label.current = undefined
    setHistory(({ past, future }) =>
      from === 'past'
        ? { past: past.slice(0, -1), future: [...future, current] }
        : { past: [...past, current], future: future.slice(0, -1) },
    )
    return value
  }

  return {
    change,
    /** The value before, which the caller puts in place; undefined: nothing to undo. */
    back: () => move('past'),
    forth: () => move('future'),
    canUndo: history.past.length > 0,
    canRedo: history.future.length > 0,
    /** What comes next is a step of its own, whatever its label. */
    settle: () => {
      label.current = undefined
    },
  }
}
