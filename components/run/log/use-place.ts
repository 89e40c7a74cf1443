'use client'

import { type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react'
import {
  type Extent,
  endPlace,
  moved,
  type Place,
  placeAt,
  rangeOf,
  START,
  scrollTopOf,
  within,
} from './scroll-place'

/** Further than this, in heights of what is in sight, only the scroll bar goes. */
const BY_BAR = 2
/** When the scrolling rests for so long, the scroll bar is put where it belongs. */
const RESTS_MS = 200
/** How far below the upper edge a row stands that was gone to, in rows. */
const ABOVE = 4

export interface LookedAt {
  place: Place
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
export function usePlace(scroller: RefObject<HTMLElement | null>, extent: Extent): LookedAt {
  const [kept, setKept] = useState<Place>(START)
  const [following, setFollowing] = useState(true)
  /** Grows when the scroll bar has to be put right. */
  const [wrong, setWrong] = useState(0)
  const bar = useRef(0)
  const rest = useRef<ReturnType<typeof setTimeout>>(undefined)
  const place = following ? endPlace(extent) : within(extent, kept)
  const range = rangeOf(extent)

  const top = scrollTopOf(extent, place)
  const wanted = useRef(top)
  useLayoutEffect(() => {
    wanted.current = top
  })
  useLayoutEffect(() => {
    const element = scroller.current
    if (!element || wrong < 0 || range < 0) return
    element.scrollTop = wanted.current
    bar.current = element.scrollTop
  }, [wrong, range, scroller])
  useLayoutEffect(() => {
    const element = scroller.current
    if (!element || !following || top < 0) return
    element.scrollTop = top
    bar.current = element.scrollTop
  }, [following, top, scroller])
  useEffect(() => () => clearTimeout(rest.current), [])

  const putRight = () => setWrong((before) => before + 1)
  function onScroll() {
    const element = scroller.current
    if (!element) return
    const delta = element.scrollTop - bar.current
    if (Math.abs(delta) < 0.5) return
    bar.current = element.scrollTop
    // The bar was moved by a range that became shorter, and by nobody.
    const isBottom = element.scrollTop >= element.scrollHeight - element.clientHeight - 1
    if (following && isBottom) return
    clearTimeout(rest.current)
    rest.current = setTimeout(putRight, RESTS_MS)
    const isFar = Math.abs(delta) > BY_BAR * extent.view
    const next = isFar ? placeAt(extent, element.scrollTop) : moved(extent, place, delta)
    const end = endPlace(extent)
    const isEnd = next.row > end.row || (next.row === end.row && next.px >= end.px - 1)
    if (delta < 0 && !isEnd) setFollowing(false)
    else if (delta > 0 && isEnd) setFollowing(true)
    setKept(next)
    const scrollable = range - extent.view
    const isStopped = element.scrollTop <= 0 || element.scrollTop >= scrollable - 0.5
    if (isStopped && !isEnd && next !== START && (next.row > 0 || next.px > 0)) putRight()
  }
  function goTo(next: Place) {
    setFollowing(false)
    setKept(next)
    putRight()
  }
  return {
    place,
    following,
    follow: () => setFollowing(true),
    toStart: () => goTo(START),
    show: (row) => goTo({ row: Math.max(0, row - ABOVE), px: 0 }),
    onScroll,
  }
}
