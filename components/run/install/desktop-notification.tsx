'use client'

import { Bell } from 'lucide-react'
import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { useTranslations } from 'use-intl'
import { RUN_STATUS } from '@/components/status/run-status'
import { Button } from '@/components/ui/button'
import type { RunState, RunView } from '@/lib/contract/run'
import { hasEnded } from '../plays'

type NotifiableState = 'waiting' | 'succeeded' | 'failed' | 'stopped'

/** What is worth a notice: an end, and a question that only a person can answer. */
function notifiableState(view: Pick<RunView, 'state' | 'question'>): NotifiableState | undefined {
  const { state, question } = view
  if (state === 'waiting') return question && question.known === undefined ? state : undefined
  return state === 'succeeded' || state === 'failed' || state === 'stopped' ? state : undefined
}

/** Browsers give notices only to pages that came by HTTPS or from this machine. */
const areNotificationsSupported = () => window.isSecureContext && 'Notification' in window

/** A notice on the desktop at the end or at a question. Permission is asked for at a click, never by itself. */
export function DesktopNotification({ view }: { view: RunView }) {
  const t = useTranslations('run.notify')
  const isSupported = useSyncExternalStore(noChange, areNotificationsSupported, () => false)
  const [permission, setPermission] = useState<NotificationPermission>()
  useNotifications(view)
  const current = permission ?? (isSupported ? Notification.permission : 'denied')
  if (!isSupported || hasEnded(view.state)) return null
  if (current === 'default')
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
  return <span className="text-sm text-muted">{t(current === 'granted' ? 'on' : 'denied')}</span>
}

const noChange = () => () => undefined

/** Tells once of each change that is worth it, while nobody looks at the page. */
function useNotifications(view: RunView): void {
  const t = useTranslations('run.notify')
  const words = useTranslations()
  const before = useRef<RunState>(view.state)
  const { id, state, clusterName } = view
  const notifiable = notifiableState(view)
  useEffect(() => {
    const changed = before.current !== state
    before.current = state
    if (
      !changed ||
      !notifiable ||
      !document.hidden ||
      !areNotificationsSupported() ||
      Notification.permission !== 'granted'
    )
      return
    const title = t('title', { name: clusterName || t('unnamed'), state: words(RUN_STATUS[state].title) })
    // Of several tabs on one run, one notice is seen.
    const notice = new Notification(title, {
      body: t(`body.${notifiable}`),
      tag: `${id} ${state}`,
      icon: '/icon.svg',
    })
    notice.onclick = () => {
      window.focus()
      notice.close()
    }
  }, [id, state, notifiable, clusterName, t, words])
}
