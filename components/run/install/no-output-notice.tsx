'use client'

import { useState } from 'react'
import { useTranslations } from 'use-intl'
import type { RunView } from '@/lib/contract/run'
import { useElapsedSince } from '../use-since'

/** A task that says nothing for so long is worth a word: pulling images may take that, a hanging mount for ever. */
const NO_OUTPUT_MS = 3 * 60_000
const TICK_MS = 10_000
const MINUTE_MS = 60_000

/** How long the installer has written nothing, as far as this page has seen; nothing while it writes. */
export function NoOutputNotice({ view: { logBytes }, heardAt }: { view: RunView; heardAt: number }) {
  const t = useTranslations('run.header')
  const [last, setLast] = useState({ logBytes, at: heardAt })
  if (last.logBytes !== logBytes) setLast({ logBytes, at: heardAt })
  const quietMs = useElapsedSince(last.at, TICK_MS)
  if (quietMs < NO_OUTPUT_MS) return null
  return (
    <span className="text-warn">
      {' · '}
      {t('noOutput', { minutes: Math.floor(quietMs / MINUTE_MS) })}
    </span>
  )
}
