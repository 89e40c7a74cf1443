'use client'

import { type RefObject, useLayoutEffect, useRef, useState } from 'react'

/** Within this many pixels of the end, the end is what one looks at. */
const AT_END = 4

export interface Follow {
  following: boolean
  /** Goes to the end and stays there. */
  follow: () => void
  /** Stays where it is. */
  letGo: () => void
  onScroll: () => void
}

/**
 * Keeps the end in sight as rows come, until one scrolls up; going back to the end takes it up again. `rows` is how
 * many there are now.
 */
export function useFollow(scroller: RefObject<HTMLElement | null>, rows: number): Follow {
  const [following, setFollowing] = useState(true)
  const lastTop = useRef(0)

  useLayoutEffect(() => {
    const element = scroller.current
    if (following && element && rows >= 0) element.scrollTop = element.scrollHeight
  }, [following, rows, scroller])

  function onScroll() {
    const element = scroller.current
    if (!element) return
    const { scrollTop, scrollHeight, clientHeight } = element
    const toEnd = scrollHeight - clientHeight - scrollTop
    // The end moves away by itself when rows come; only going up is somebody's wish.
    if (scrollTop < lastTop.current - 1 && toEnd > AT_END) setFollowing(false)
    else if (toEnd <= AT_END && scrollTop > lastTop.current) setFollowing(true)
    lastTop.current = scrollTop
  }
  return { following, follow: () => setFollowing(true), letGo: () => setFollowing(false), onScroll }
}
