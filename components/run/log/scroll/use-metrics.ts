'use client'

import { type RefObject, useEffect, useState } from 'react'

export interface Metrics {
  /** Height of a row, in pixels. */
  rowHeight: number
  /** Characters that fit next to the line numbers. */
  columns: number
  /** Height of the visible area, in pixels. */
  viewHeight: number
}

/** Line height of small text. */
const ROW_REM = 1.25
/** Delays a new layout while the window is being resized. */
const DEBOUNCE_MS = 120
const SAMPLE = '0'.repeat(50)

/** Measures the row height, the characters per row and the visible height. Updates with the window and the text size. */
export function useMetrics(scroller: RefObject<HTMLElement | null>, gutterCharacters: number): Metrics {
  const [metrics, setMetrics] = useState<Metrics>({ rowHeight: 16 * ROW_REM, columns: 80, viewHeight: 600 })
  useEffect(() => {
    const element = scroller.current
    if (!element) return
    const measure = () => {
      const character = characterWidth(element)
      const columns = Math.max(10, Math.floor(element.clientWidth / character) - gutterCharacters)
      const rowHeight = Number.parseFloat(getComputedStyle(document.documentElement).fontSize) * ROW_REM
      const viewHeight = element.clientHeight
      setMetrics((previous) =>
        previous.rowHeight === rowHeight && previous.columns === columns && previous.viewHeight === viewHeight
          ? previous
          : { rowHeight, columns, viewHeight },
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
