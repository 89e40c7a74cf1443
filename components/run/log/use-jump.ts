'use client'

import { type RefObject, useEffect, useRef, useState } from 'react'
import type { Rows } from './wrapping'

/** A wish to see a line (from 1); another object is another wish, even for the same line. */
export interface Jump {
  line: number
}

/** How far below the top a line stands that was jumped to, in rows. */
const ABOVE = 4

/** Brings lines into sight, as soon as they are there. Tells the line (from 0) that was brought last. */
export function useJump({
  scroller,
  rows,
  rowHeight,
  lineCount,
  wish,
  onJump,
}: {
  scroller: RefObject<HTMLElement | null>
  rows: Rows
  rowHeight: number
  lineCount: number
  wish: Jump | undefined
  onJump: () => void
}): { shown: number | undefined; show: (line: number) => void } {
  const [shown, setShown] = useState<number>()
  const fulfilled = useRef<Jump>(undefined)

  function show(line: number) {
    onJump()
    setShown(line)
    scroller.current?.scrollTo({ top: Math.max(0, (rows.rowOf(line) - ABOVE) * rowHeight) })
  }
  useEffect(() => {
    if (!wish || fulfilled.current === wish || lineCount < wish.line) return
    fulfilled.current = wish
    show(wish.line - 1)
    scroller.current?.focus({ preventScroll: true })
    scroller.current?.closest('section')?.scrollIntoView({ block: 'nearest' })
  })
  return { shown, show }
}
