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

/** A movement of more viewports than this comes from dragging the scroll bar. */
const FAR_VIEWPORTS = 2
/** Pause in scrolling after which the scroll bar is corrected. */
const SCROLL_IDLE_MS = 200
/** Rows shown above a row that was jumped to. */
const ROWS_ABOVE = 4

export interface LogScroll {
  position: ScrollPosition
  /** Whether the view scrolls with the end of the log. */
  isFollowing: boolean
  /** Scrolls to the end and follows it. */
  follow: () => void
  /** Scrolls to the start and stops following. */
  scrollToStart: () => void
  /** Scrolls to a row and stops following. */
  scrollToRow: (row: number) => void
  onScroll: () => void
}

/**
 * The scroll position in the log. The end is followed until the user scrolls up, and again when the user returns to it.
 * Scrolling moves the position by pixels; the scroll bar, which may be too coarse for that, is corrected afterwards.
 */
export function useScrollPosition(scroller: RefObject<HTMLElement | null>, viewport: Viewport): LogScroll {
  const [anchor, setAnchor] = useState<ScrollPosition>(START)
  const [isFollowing, setFollowing] = useState(true)
  /** Incremented to correct the scroll bar. */
  const [corrections, setCorrections] = useState(0)
  const lastScrollTop = useRef(0)
  const idleTimer = useRef<ReturnType<typeof setTimeout>>(undefined)
  const position = isFollowing ? endPosition(viewport) : clampPosition(viewport, anchor)
  const range = scrollHeightOf(viewport)

  const top = scrollTopOf(viewport, position)
  const targetTop = useRef(top)
  useLayoutEffect(() => {
    targetTop.current = top
  })
  useLayoutEffect(() => {
    const element = scroller.current
    if (!element || corrections < 0 || range < 0) return
    element.scrollTop = targetTop.current
    lastScrollTop.current = element.scrollTop
  }, [corrections, range, scroller])
  useLayoutEffect(() => {
    const element = scroller.current
    if (!element || !isFollowing || top < 0) return
    element.scrollTop = top
    lastScrollTop.current = element.scrollTop
  }, [isFollowing, top, scroller])
  useEffect(() => () => clearTimeout(idleTimer.current), [])

  const correctScrollBar = () => setCorrections((count) => count + 1)
  function onScroll() {
    const element = scroller.current
    if (!element) return
    const delta = element.scrollTop - lastScrollTop.current
    if (Math.abs(delta) < 0.5) return
    lastScrollTop.current = element.scrollTop
    // The scroll bar moved because the content became shorter, not because the user scrolled.
    const isBottom = element.scrollTop >= element.scrollHeight - element.clientHeight - 1
    if (isFollowing && isBottom) return
    clearTimeout(idleTimer.current)
    idleTimer.current = setTimeout(correctScrollBar, SCROLL_IDLE_MS)
    const isFar = Math.abs(delta) > FAR_VIEWPORTS * viewport.height
    const next = isFar ? positionAt(viewport, element.scrollTop) : moveBy(viewport, position, delta)
    const end = endPosition(viewport)
    const isEnd = next.row > end.row || (next.row === end.row && next.offset >= end.offset - 1)
    if (delta < 0 && !isEnd) setFollowing(false)
    else if (delta > 0 && isEnd) setFollowing(true)
    setAnchor(next)
    const scrollable = range - viewport.height
    const isStopped = element.scrollTop <= 0 || element.scrollTop >= scrollable - 0.5
    if (isStopped && !isEnd && next !== START && (next.row > 0 || next.offset > 0)) correctScrollBar()
  }
  function goTo(next: ScrollPosition) {
    setFollowing(false)
    setAnchor(next)
    correctScrollBar()
  }
  return {
    position,
    isFollowing,
    follow: () => setFollowing(true),
    scrollToStart: () => goTo(START),
    scrollToRow: (row) => goTo({ row: Math.max(0, row - ROWS_ABOVE), offset: 0 }),
    onScroll,
  }
}
