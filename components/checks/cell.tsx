'use client'

import { useTranslations } from 'use-intl'
import { cx } from '@/components/ui/cx'
import { Spinner } from '@/components/ui/spinner'
import { StatusBadge, ToneIcon } from '@/components/ui/status-badge'
import { CELL_TONES } from './check-words'
import { CELL_STATES, type CellState, type Counts } from './matrix'

const INKS: Record<CellState, string> = {
  fail: 'font-medium text-fail',
  unknown: 'font-medium text-unknown',
  waived: 'font-medium text-warn',
  warn: 'font-medium text-warn',
  pass: 'text-muted',
}

/** One check's state on one host, small enough for a table of many. */
export function Cell({ state }: { state: CellState | undefined }) {
  const t = useTranslations('checkstep.states')
  if (!state)
    return (
      <span className="text-faint">
        <span aria-hidden>–</span>
        <span className="sr-only">{t('none')}</span>
      </span>
    )
  return (
    <span className={cx('inline-flex items-center gap-1 text-xs whitespace-nowrap', INKS[state])}>
      <ToneIcon tone={CELL_TONES[state]} size={14} />
      {t(state)}
    </span>
  )
}

/** That a host is being looked at. */
export function Busy() {
  const t = useTranslations('checkstep.states')
  return (
    <span className="inline-flex items-center gap-1.5 text-xs text-accent">
      <Spinner size={14} />
      {t('busy')}
    </span>
  )
}

/** How many checks came out each way, worst first; what did not occur is left out. */
export function CountBadges({ counts, plain = false }: { counts: Counts; plain?: boolean }) {
  const t = useTranslations('checkstep.counts')
  return (
    <span className="inline-flex flex-wrap gap-x-3 gap-y-1">
      {CELL_STATES.filter((state) => counts[state] > 0).map((state) => (
        <StatusBadge key={state} tone={CELL_TONES[state]} plain={plain}>
          {t(state, { count: counts[state] })}
        </StatusBadge>
      ))}
    </span>
  )
}
