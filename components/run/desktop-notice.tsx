'use client'

import { Bell } from 'lucide-react'
import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { useTranslations } from 'use-intl'
import { RUN_STATUS } from '@/components/status/run-status'
import { Button } from '@/components/ui/button'
import type { RunState, RunView } from '@/lib/contract/run'
import { hasEnded } from './phases'

type Told = 'waiting' | 'succeeded' | 'failed' | 'stopped'

/** What is worth a notice: an end, and a question that only a person can answer. */
function worthTelling(view: Pick<RunView, 'state' | 'question'>): Told | undefined {
  const { state, question } = view
  if (state === 'waiting') return question && question.known === undefined ? state : undefined
  return state === 'succeeded' || state === 'failed' || state === 'stopped' ? state : undefined
}

/** Browsers give notices only to pages that came by HTTPS or from this machine. */
const possible = () => window.isSecureContext && 'Notification' in window

/** A notice on the desktop at the end or at a question. Permission is asked for at a click, never by itself. */
export function DesktopNotice({ view }: { view: RunView }) {
  const t = useTranslations('run.notify')
  const able = useSyncExternalStore(noChange, possible, () => false)
  const [permission, setPermission] = useState<NotificationPermission>()
  useTelling(view)
  const now = permission ?? (able ? Notification.permission : 'denied')
  if (!able || hasEnded(view.state)) return null
  if (now === 'default')
    return (
      <Button
        size="small"
        look="quiet"
        icon={Bell}
        title={t('hint')}
        onClick={() => void Notification.requestPermission().then(setPermission)}
      >
        {t('enable')}
      </Button>
    )
  if (permission === undefined) return null
  return <span className="text-sm text-muted">{t(now === 'granted' ? 'on' : 'denied')}</span>
}

const noChange = () => () => undefined

/** Tells once of each change that is worth it, while nobody looks at the page. */
function useTelling(view: RunView): void {
  const t = useTranslations('run.notify')
  const words = useTranslations()
  const before = useRef<RunState>(view.state)
  const { id, state, clusterName } = view
  const told = worthTelling(view)
  useEffect(() => {
    const changed = before.current !== state
    before.current = state
    if (!changed || !told || !document.hidden || !possible() || Notification.permission !== 'granted') return
    const title = t('title', { name: clusterName || t('unnamed'), state: words(RUN_STATUS[state].title) })
    // Of several tabs on one run, one notice is seen.
    const notice = new Notification(title, {
      body: t(`body.${told}`),
      tag: `${id} ${state}`,
      icon: '/icon.svg',
    })
    notice.onclick = () => {
      window.focus()
      notice.close()
    }
  }, [id, state, told, clusterName, t, words])
}
