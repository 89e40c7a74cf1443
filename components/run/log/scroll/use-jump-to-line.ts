'use client'

import { useEffect, useRef } from 'react'

/** A request to show a line (from 1). A new object is a new request, even for the same line. */
export interface JumpTarget {
  line: number
}

const HASH = /^#L(\d{1,9})$/

/** The line in the fragment of the URL, from 1. */
export const lineInUrl = (): number | undefined => {
  const [, digits] = HASH.exec(window.location.hash) ?? []
  return digits ? Number(digits) : undefined
}

/** Adds a run and a line to the URL, so that the URL can be shared. */
export function setLineInUrl(run: string, line: number): void {
  const url = new URL(window.location.href)
  // The URL of a shared run already contains its id.
  if (!url.pathname.startsWith('/runs/')) url.searchParams.set('run', run)
  url.hash = `L${line}`
  window.history.replaceState(window.history.state, '', url)
}

/** Scrolls to requested lines, and to the line in the URL, as soon as the log contains them. */
export function useJumpToLine(
  lineCount: number,
  target: JumpTarget | undefined,
  show: (line: number) => void,
): void {
  const handled = useRef<JumpTarget>(undefined)
  const lineFromUrl = useRef<number | undefined>(undefined)
  const isRead = useRef(false)
  useEffect(() => {
    if (!isRead.current) lineFromUrl.current = lineInUrl()
    isRead.current = true
    if (target && handled.current !== target && target.line <= lineCount) {
      handled.current = target
      lineFromUrl.current = undefined
      show(target.line - 1)
    } else if (lineFromUrl.current !== undefined && lineCount > 0) {
      show(Math.min(lineFromUrl.current, lineCount) - 1)
      lineFromUrl.current = undefined
    }
  })
  useEffect(() => {
    const onHashChange = () => {
      const line = lineInUrl()
      if (line !== undefined) show(line - 1)
    }
    window.addEventListener('hashchange', onHashChange)
    return () => window.removeEventListener('hashchange', onHashChange)
  })
}
