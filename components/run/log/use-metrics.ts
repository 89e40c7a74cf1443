'use client'

import { type RefObject, useEffect, useState } from 'react'

export interface Metrics {
  /** Height of a row, in pixels. */
  row: number
  /** Characters that fit beside the line numbers. */
  columns: number
  /** Height of what is in sight, in pixels. */
  view: number
}

/** Row height in rem: that of the small text. */
const ROW_REM = 1.25
/** Until the window's edge rests, wrapping is not counted anew; milliseconds. */
const DEBOUNCE_MS = 120
const SAMPLE = '0'.repeat(50)

/** How high a row is, how many characters go into it and how much is in sight; it changes with the window and the reader's text size. */
export function useMetrics(scroller: RefObject<HTMLElement | null>, gutterCharacters: number): Metrics {
  const [metrics, setMetrics] = useState<Metrics>({ row: 16 * ROW_REM, columns: 80, view: 600 })
  useEffect(() => {
    const element = scroller.current
    if (!element) return
    const measure = () => {
      const character = characterWidth(element)
      const columns = Math.max(10, Math.floor(element.clientWidth / character) - gutterCharacters)
      const row = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) * ROW_REM
      const view = element.clientHeight
      setMetrics((before) =>
        before.row === row && before.columns === columns && before.view === view
          ? before
          : { row, columns, view },
      )
    }
    let timer: ReturnType<typeof setTimeout>
    const observer = new ResizeObserver(() => {
      clearTimeout(timer)
      timer = setTimeout(measure, DEBOUNCE_MS)
    })
    measure()
    observer.observe(element)
    return () => {
      clearTimeout(timer)
      observer.disconnect()
    }
  }, [scroller, gutterCharacters])
  return metrics
}

function characterWidth(element: HTMLElement): number {
  const probe = document.createElement('span')
  probe.textContent = SAMPLE
  probe.className = 'invisible absolute whitespace-pre'
  element.append(probe)
  const width = probe.getBoundingClientRect().width / SAMPLE.length
  probe.remove()
  return width || 8
}
