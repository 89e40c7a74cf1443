'use client'

import { useTranslations } from 'use-intl'
import type { ConnectionState } from '@/components/socket/connection'
import { useConnection } from '@/components/socket/use-connection'
import { cx } from '@/components/ui/cx'
import { type Tone, ToneIcon } from '@/components/ui/status-badge'

const TONES: Record<ConnectionState, Tone> = {
  connecting: 'busy',
  connected: 'ok',
  lost: 'warn',
  refused: 'fail',
  crowded: 'fail',
}

/** The state of the connection to Taskbox, always in sight; a loss is read out. */
export function ConnectionBadge() {
  const t = useTranslations('wizard.connection')
  const state = useConnection()
  const calm = state === 'connected' || state === 'connecting'
  return (
    <span
      role="status"
      title={t(`${state}.text`)}
      className={cx(
        'flex min-w-0 items-center gap-1.5 text-sm whitespace-nowrap',
        state === 'lost' && 'font-medium text-warn',
        (state === 'refused' || state === 'crowded') && 'font-medium text-fail',
        calm && 'text-muted',
      )}
    >
      <ToneIcon tone={TONES[state]} size={14} />
      <span className={cx('truncate', calm && 'sr-only md:not-sr-only')}>{t(`${state}.word`)}</span>
    </span>
  )
}
