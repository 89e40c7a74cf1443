'use client'

import { useEffect, useRef } from 'react'

/** A wish to see a line (from 1); another object is another wish, even for the same line. */
export interface JumpTarget {
  line: number
}

const HASH = /^#L(\d{1,9})$/

/** The line that the address names, from 1. */
export const lineInUrl = (): number | undefined => {
  const [, digits] = HASH.exec(window.location.hash) ?? []
  return digits ? Number(digits) : undefined
}

/** Puts a line into the address, with the run that it is of, so that the address can be sent to somebody. */
export function setLineInUrl(run: string, line: number): void {
  const url = new URL(window.location.href)
  // Who only watches has the run in the address already.
  if (!url.pathname.startsWith('/runs/')) url.searchParams.set('run', run)
  url.hash = `L${line}`
  window.history.replaceState(window.history.state, '', url)
}

/** Brings lines into sight: those that are wished for, and the one that the address names, as soon as the log has them. */
export function useJumpToLine(
  lineCount: number,
  wish: JumpTarget | undefined,
  show: (line: number) => void,
): void {
  const handled = useRef<JumpTarget>(undefined)
  const lineFromUrl = useRef<number | undefined>(undefined)
  const isRead = useRef(false)
  useEffect(() => {
    if (!isRead.current) lineFromUrl.current = lineInUrl()
    isRead.current = true
    if (wish && handled.current !== wish && wish.line <= lineCount) {
      handled.current = wish
      lineFromUrl.current = undefined
      show(wish.line - 1)
    } else if (lineFromUrl.current !== undefined && lineCount > 0) {
      show(Math.min(lineFromUrl.current, lineCount) - 1)
      lineFromUrl.current = undefined
    }
  })
  useEffect(() => {
    const changed = () => {
      const line = lineInUrl()
      if (line !== undefined) show(line - 1)
    }
    window.addEventListener('hashchange', changed)
    return () => window.removeEventListener('hashchange', changed)
  })
}
