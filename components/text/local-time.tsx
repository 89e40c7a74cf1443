'use client'

import { useSyncExternalStore } from 'react'
import { useFormatter } from 'use-intl'

const subscribeToNothing = () => () => {}

/**
 * A timestamp (milliseconds since 1970) in the time zone of the browser. The server does not know the zone and renders
 * an ellipsis.
 */
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
