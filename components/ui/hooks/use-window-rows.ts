'use client'

import { defaultRangeExtractor, useWindowVirtualizer } from '@tanstack/react-virtual'
import { type RefObject, useLayoutEffect, useState } from 'react'

/** A rendered row, or the height of the rows that are not rendered. */
export type WindowPart = { kind: 'row'; index: number } | { kind: 'gap'; key: string; height: number }

export interface WindowRows {
  parts: readonly WindowPart[]
  /** Scrolls to a row that is not visible. */
  scrollToRow: (index: number) => void
  /** Measures a row of unknown height. The element needs the attribute `data-index`. */
  measure: (element: HTMLElement | null) => void
}

/** Rows beyond the window that are rendered too. Each costs time in every change of all rows. */
const OVERSCAN = 6

/** Renders only the rows in the window of a list that scrolls with the page. */
export function useWindowRows({
  list,
  count,
  rowPx,
  keyOf,
  keep,
}: {
  /** The element whose top is that of the first row. */
  list: RefObject<HTMLElement | null>
  count: number
  /** Height of a row, or its estimate. */
  rowPx: number
  keyOf: (index: number) => string | number
  /** A row that is always rendered, since it has the focus. */
  keep?: number | undefined
}): WindowRows {
  const top = useDocumentTop(list)
  const virtual = useWindowVirtualizer<HTMLElement>({
    count,
    estimateSize: () => rowPx,
    getItemKey: keyOf,
    overscan: OVERSCAN,
    scrollMargin: top,
    rangeExtractor: (range) => {
      const visible = defaultRangeExtractor(range)
      if (keep === undefined || keep >= count || visible.includes(keep)) return visible
      return [...visible, keep].sort((a, b) => a - b)
    },
  })
  const parts: WindowPart[] = []
  let end = top
  const fillTo = (start: number) => {
    if (start > end) parts.push({ kind: 'gap', key: `gap${parts.length}`, height: start - end })
  }
  for (const item of virtual.getVirtualItems()) {
    fillTo(item.start)
    parts.push({ kind: 'row', index: item.index })
    end = item.end
  }
  fillTo(virtual.getTotalSize() + top)
  return {
    parts,
    scrollToRow: (index) => virtual.scrollToIndex(index, { align: 'center' }),
    measure: virtual.measureElement,
  }
}

/** The distance of an element from the top of the document. Updates when the page changes its height. */
function useDocumentTop(element: RefObject<HTMLElement | null>): number {
  const [top, setTop] = useState(0)
  useLayoutEffect(() => {
    const measure = () => {
      const rect = element.current?.getBoundingClientRect()
      if (rect) setTop(Math.round(rect.top + window.scrollY))
    }
    measure()
    const observer = new ResizeObserver(measure)
    observer.observe(document.body)
    return () => observer.disconnect()
  }, [element])
  return top
}
