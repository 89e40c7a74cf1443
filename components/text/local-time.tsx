'use client'

import { useSyncExternalStore } from 'react'
import { useFormatter } from 'use-intl'

const subscribeToNothing = () => () => {}

/** A point in time, in milliseconds since 1970, by the clock and zone of the browser; the server knows neither. */
export function LocalTime({ at }: { at: number }) {
  const format = useFormatter()
  const inBrowser = useSyncExternalStore(
    subscribeToNothing,
    () => true,
    () => false,
  )
  return (
    <time dateTime={new Date(at).toISOString()}>
      {inBrowser ? format.dateTime(at, { dateStyle: 'medium', timeStyle: 'short' }) : '…'}
    </time>
  )
}
