'use client'

import { useEffect } from 'react'
import { useTranslations } from 'use-intl'
import { announce } from '@/components/ui/feedback/live-region'
import { Notice } from '@/components/ui/feedback/notice'
import type { RunView } from '@/lib/contract/run'
import { MINUTE_MS, TICK_MS, useElapsedSince } from './run-timing'

/** Time without output until the notice appears. An image pull may need it, but a hanging mount never ends. */
const NO_OUTPUT_MS = 3 * MINUTE_MS

type QuietRun = Pick<RunView, 'state' | 'quietSince' | 'warning' | 'startedAt' | 'elapsedMs'>

/**
 * Minutes without output of a run that does not wait for input; undefined if they need no attention.
 * @param sinceMs time since the view arrived
 */
export function quietMinutes(
  { state, quietSince, warning, startedAt, elapsedMs }: QuietRun,
  sinceMs: number,
): number | undefined {
  // With this warning, Taskbox does not receive the installer's output.
  if (state !== 'running' || quietSince === undefined || warning) return undefined
  // Both are times of the server, whose clock may differ from the browser's.
  const quietMs = startedAt + elapsedMs + sinceMs - quietSince
  return quietMs < NO_OUTPUT_MS ? undefined : Math.floor(quietMs / MINUTE_MS)
}

/** Distinguishes an installer without output from one that waits for input, and suggests where to look. */
export function QuietNotice({ view, receivedAt }: { view: RunView; receivedAt: number }) {
  const t = useTranslations('run.notices.quiet')
  const minutes = quietMinutes(view, useElapsedSince(receivedAt, TICK_MS))
  const isQuiet = minutes !== undefined
  useEffect(() => {
    if (isQuiet) announce(t('text'))
  }, [isQuiet, t])
  if (!isQuiet) return null
  return (
    <Notice tone="warn" title={t('title', { minutes })}>
      <p>{t('text')}</p>
      <p>{t('remedy')}</p>
    </Notice>
  )
}
