'use client'

import { useEffect } from 'react'
import { useTranslations } from 'use-intl'
import { announce } from '@/components/ui/feedback/live-region'
import { Notice } from '@/components/ui/feedback/notice'
import type { RunView } from '@/lib/contract/run'
import { QUIET_NOTICE_MS } from '@/lib/run/quiet'
import { MINUTE_MS, TICK_MS, useElapsedSince } from './run-timing'

type QuietRun = Pick<RunView, 'quiet' | 'warning' | 'startedAt' | 'elapsedMs'>

/**
 * Minutes without output; undefined if they need no attention.
 * @param sinceMs time since the view arrived
 */
export function quietMinutes(
  { quiet, warning, startedAt, elapsedMs }: QuietRun,
  sinceMs: number,
): number | undefined {
  // With this warning, Taskbox does not receive the installer's output.
  if (!quiet || warning) return undefined
  // Both are times of the server, whose clock may differ from the browser's.
  const quietMs = startedAt + elapsedMs + sinceMs - quiet.since
  return quietMs < QUIET_NOTICE_MS ? undefined : Math.floor(quietMs / MINUTE_MS)
}

/** Distinguishes, if possible, an installer without output from one that waits for input, and suggests a remedy. */
export function QuietNotice({ view, receivedAt }: { view: RunView; receivedAt: number }) {
  const t = useTranslations('run.notices.quiet')
  const minutes = quietMinutes(view, useElapsedSince(receivedAt, TICK_MS))
  const isQuiet = minutes !== undefined
  const text = t(view.quiet?.mayWait ? 'mayWait' : 'text')
  useEffect(() => {
    if (isQuiet) announce(text)
  }, [isQuiet, text])
  if (!isQuiet) return null
  return (
    <Notice tone="warn" title={t('title', { minutes })}>
      <p>{text}</p>
      <p>{t('remedy')}</p>
    </Notice>
  )
}
