'use client'

import { Bell } from 'lucide-react'
import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { useTranslations } from 'use-intl'
import { RUN_STATUS } from '@/components/status/run-status'
import { Button } from '@/components/ui/button/button'
import type { RunView } from '@/lib/contract/run'
import type { RunState } from '@/lib/run/state'
import { hasEnded } from '../plays'

type NotifiableState = 'waiting' | 'succeeded' | 'failed' | 'stopped'

/** The state to notify about: an end, or a prompt that only a person can answer. */
function notifiableState(view: Pick<RunView, 'state' | 'question'>): NotifiableState | undefined {
  const { state, question } = view
  if (state === 'waiting') return question && question.known === undefined ? state : undefined
  return state === 'succeeded' || state === 'failed' || state === 'stopped' ? state : undefined
}

/** Browsers support notifications only on pages from HTTPS or localhost. */
const areNotificationsSupported = () => window.isSecureContext && 'Notification' in window

/** Notifies on the desktop about the end and about prompts. Requests the permission on click only. */
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
        variant="quiet"
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

/** Notifies about each relevant change of state while the page is hidden. */
function useNotifications(view: RunView): void {
  const t = useTranslations('run.notify')
  const translate = useTranslations()
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
    const title = t('title', { name: clusterName || t('unnamed'), state: translate(RUN_STATUS[state].title) })
    // The tag merges the notifications of several tabs that show the same run.
    const notice = new Notification(title, {
      body: t(`body.${notifiable}`),
      tag: `${id} ${state}`,
      icon: '/icon.svg',
    })
    notice.onclick = () => {
      window.focus()
      notice.close()
    }
  }, [id, state, notifiable, clusterName, t, translate])
}
