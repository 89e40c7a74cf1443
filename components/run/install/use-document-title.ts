'use client'

import { useEffect } from 'react'
import { useTranslations } from 'use-intl'
import { RUN_STATUS } from '@/components/status/run-status'
import type { RunView } from '@/lib/contract/run'

/** The page's title and icon show how the run is, for whoever has the page behind others; gone with the run's page. */
export function useDocumentTitle({ state, clusterName, progress }: RunView): void {
  const t = useTranslations('run.notify')
  const words = useTranslations()
  const status = RUN_STATUS[state]
  const tasks = progress.plays.reduce((sum, play) => sum + play.tasks.length, 0)
  const title = t('pageTitle', { state: words(status.title), tasks, name: clusterName || t('unnamed') })
  useEffect(() => {
    const before = document.title
    document.title = title
    return () => {
      // The next page may have its own already.
      if (document.title === title) document.title = before
    }
  }, [title])
  const { tone } = status
  useEffect(() => {
    const icon = document.createElement('link')
    icon.rel = 'icon'
    icon.href = `/run/${tone}.svg`
    // The last one counts.
    document.head.append(icon)
    return () => icon.remove()
  }, [tone])
}
