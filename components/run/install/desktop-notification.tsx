'use client'

import { Bell } from 'lucide-react'
import { useEffect, useRef, useState, useSyncExternalStore } from 'react'
import { useTranslations } from 'use-intl'
import { useRunTitle } from '@/components/status/run-badge'
import { Button } from '@/components/ui/button/button'
import { operationFacts } from '@/lib/cluster/operations/message-facts'
import type { RunView } from '@/lib/contract/run'
import { hasEnded } from '../plays'
import { lastLine } from '../prompt/last-line'
import { openPrompt } from '../prompt/run-prompt'

/** The event to notify about: an end, or a prompt that only a person can answer. Each prompt has an id of its own. */
export function notifiableEvent(
  view: Pick<RunView, 'state' | 'question'>,
):
  | { id: string; body: 'waiting' | 'succeeded' | 'failed' | 'stopped' }
  | { id: string; question: string }
  | undefined {
  const { state } = view
  if (state === 'succeeded' || state === 'failed' || state === 'stopped') return { id: state, body: state }
  const prompt = openPrompt(view)
  if (!prompt) return undefined
  const question = lastLine(prompt.text)
  return question ? { id: prompt.id, question } : { id: prompt.id, body: 'waiting' }
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

/** Notifies about each end and each prompt while the page is hidden. */
function useNotifications(view: RunView): void {
  const t = useTranslations('run.notify')
  const runTitle = useRunTitle()
  const event = notifiableEvent(view)
  const before = useRef(event?.id)
  const { id, clusterName, operation } = view
  const title = t('title', { name: clusterName || t('unnamed'), state: runTitle(view) })
  const body =
    event &&
    ('body' in event
      ? t(`body.${event.body}`, operationFacts(operation))
      : t('body.question', { question: event.question }))
  const eventId = event?.id
  useEffect(() => {
    const changed = before.current !== eventId
    before.current = eventId
    if (!changed || !body || !document.hidden) return
    if (!areNotificationsSupported() || Notification.permission !== 'granted') return
    // The tag merges the notifications of several tabs that show the same run.
    const notice = new Notification(title, { body, tag: `${id} ${eventId}`, icon: '/icon.svg' })
    notice.onclick = () => {
      window.focus()
      notice.close()
    }
  }, [id, eventId, title, body])
}
