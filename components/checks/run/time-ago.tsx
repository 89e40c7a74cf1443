'use client'

import { useFormatter } from 'use-intl'
import { useServerNow } from './server-clock'

const REFRESH_MS = 10_000

/** A relative time by the server's clock, such as "12 minutes ago". Updates itself. */
export function TimeAgo({ at }: { at: number }) {
  const format = useFormatter()
  const now = useServerNow(REFRESH_MS)
  return (
    <time
      dateTime={new Date(at).toISOString()}
      title={format.dateTime(at, { dateStyle: 'medium', timeStyle: 'medium' })}
    >
      {format.relativeTime(Math.min(at, now), now)}
    </time>
  )
}
