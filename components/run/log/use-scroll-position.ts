'use client'

import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
import {
  clampPosition,
  endPosition,
  moveBy,
  positionAt,
  type ScrollPosition,
  START,
  scrollHeightOf,
  scrollTopOf,
  type Viewport,
} from './scroll-math'

/** Further than this, in heights of what is in sight, only the scroll bar goes. */
const FAR_VIEWPORTS = 2
/** When the scrolling rests for so long, the scroll bar is put where it belongs. */
const SCROLL_IDLE_MS = 200
/** How far below the upper edge a row stands that was gone to, in rows. */
const ROWS_ABOVE = 4

export interface LogScroll {
  place: ScrollPosition
  /** The end stays in sight as rows come. */
  following: boolean
  /** Goes to the end and stays there. */
  follow: () => void
  /** Goes to the beginning. */
  toStart: () => void
  /** Brings a row into sight, and stays there. */
  show: (row: number) => void
  onScroll: () => void
}

/**
 * Where one looks. The end is followed until one scrolls up, and again when one comes back to it. While one scrolls,
 * the place goes by pixels; the scroll bar, which may be too coarse for that, is corrected when it rests.
 */
export function useScrollPosition(scroller: RefObject<HTMLElement | null>, extent: Viewport): LogScroll {
  const [anchor, setAnchor] = useState<ScrollPosition>(START)
  const [following, setFollowing] = useState(true)
  /** Grows when the scroll bar has to be put right. */
  const [corrections, setCorrections] = useState(0)
  const lastScrollTop = useRef(0)
  const idleTimer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const position = following ? endPosition(extent) : clampPosition(extent, anchor)
  const range = scrollHeightOf(extent)

  const top = scrollTopOf(extent, position)
  const wanted = useRef(top)
  useLayoutEffect(() => {
    wanted.current = top
  })
  useLayoutEffect(() => {
    const element = scroller.current
    if (!element || corrections < 0 || range < 0) return
    element.scrollTop = wanted.current
    lastScrollTop.current = element.scrollTop
  }, [corrections, range, scroller])
  useLayoutEffect(() => {
    const element = scroller.current
    if (!element || !following || top < 0) return
    element.scrollTop = top
    lastScrollTop.current = element.scrollTop
  }, [following, top, scroller])
  useEffect(() => () => clearTimeout(idleTimer.current), [])

  const correctScrollBar = () => setCorrections((before) => before + 1)
  function onScroll() {
    const element = scroller.current
    if (!element) return
    const delta = element.scrollTop - lastScrollTop.current
    if (Math.abs(delta) < 0.5) return
    lastScrollTop.current = element.scrollTop
    // The bar was moved by a range that became shorter, and by nobody.
    const isBottom = element.scrollTop >= element.scrollHeight - element.clientHeight - 1
    if (following && isBottom) return
    clearTimeout(idleTimer.current)
    idleTimer.current = setTimeout(correctScrollBar, SCROLL_IDLE_MS)
    const isFar = Math.abs(delta) > FAR_VIEWPORTS * extent.view
    const next = isFar ? positionAt(extent, element.scrollTop) : moveBy(extent, position, delta)
    const end = endPosition(extent)
    const isEnd = next.row > end.row || (next.row === end.row && next.px >= end.px - 1)
    if (delta < 0 && !isEnd) setFollowing(false)
    else if (delta > 0 && isEnd) setFollowing(true)
    setAnchor(next)
    const scrollable = range - extent.view
    const isStopped = element.scrollTop <= 0 || element.scrollTop >= scrollable - 0.5
    if (isStopped && !isEnd && next !== START && (next.row > 0 || next.px > 0)) correctScrollBar()
  }
  function goTo(next: ScrollPosition) {
    setFollowing(false)
    setAnchor(next)
    correctScrollBar()
  }
  return {
    place: position,
    following,
    follow: () => setFollowing(true),
    toStart: () => goTo(START),
    show: (row) => goTo({ row: Math.max(0, row - ROWS_ABOVE), px: 0 }),
    onScroll,
  }
}
