'use client'

import { type RefObject, useEffect } from 'react'

/** The bars at the end of the window. `app/tokens.css` has their sum. */
type HeightVariable = '--step-bar-height' | '--bulk-bar-height'

/** Publishes the height of a bar, so that it covers neither focused elements nor messages. */
export function usePublishedHeight(bar: RefObject<HTMLElement | null>, variable: HeightVariable): void {
  useEffect(() => {
    const { current } = bar
    if (!current) return
    const { style } = document.documentElement
    const observer = new ResizeObserver(() => style.setProperty(variable, `${current.offsetHeight}px`))
    observer.observe(current)
    return () => {
      observer.disconnect()
      style.removeProperty(variable)
    }
  }, [bar, variable])
}
