'use client'

import { useEffect } from 'react'
import { useTranslations } from 'use-intl'
import { useRunTitle } from '@/components/status/run-badge'
import { RUN_STATUS } from '@/components/status/run-status'
import type { RunView } from '@/lib/contract/run'

/** Shows the state of a run in the title and icon of the tab, until the component unmounts. */
export function useDocumentTitle(view: RunView): void {
  const t = useTranslations('run.notify')
  const { state, clusterName, progress } = view
  const runTitle = useRunTitle()
  const status = RUN_STATUS[state]
  const tasks = progress.plays.reduce((sum, play) => sum + play.tasks.length, 0)
  const title = t('pageTitle', { state: runTitle(view), tasks, name: clusterName || t('unnamed') })
  useEffect(() => {
    const before = document.title
    document.title = title
    return () => {
      // The next page may already have set its own title.
      if (document.title === title) document.title = before
    }
  }, [title])
  const { tone } = status
  useEffect(() => {
    const icon = document.createElement('link')
    icon.rel = 'icon'
    icon.href = `/run/${tone}.svg`
    // Browsers use the last icon.
    document.head.append(icon)
    return () => icon.remove()
  }, [tone])
}
