'use client'

import { History } from 'lucide-react'
import { useTranslations } from 'use-intl'
import { cx } from '@/components/ui/cx'
import { ToneIcon } from '@/components/ui/status-badge'
import { CELL_TONES } from './check-words'
import { CELL_STATES, type CellFacts, type CellState, type Counts } from './matrix'

const INKS: Record<CellState, string> = {
  fail: 'font-medium text-fail',
  unknown: 'font-medium text-unknown',
  waived: 'font-medium text-warn',
  warn: 'font-medium text-warn',
  pass: 'text-muted',
}

/** One check's state on one host, small enough for a table of many; its word for all who do not see it is the button's name. */
export function Cell({
  cell,
  words,
  faded,
}: {
  cell: CellFacts | undefined
  /** There is room for the word. */
  words: boolean
  /** The host is being asked again: this is what was found before. */
  faded: boolean
}) {
  const t = useTranslations('checkstep.states')
  if (!cell) return <span className="text-faint">–</span>
  return (
    <span
      className={cx(
        'inline-flex min-w-0 items-center gap-1 text-xs whitespace-nowrap',
        INKS[cell.state],
        faded && 'saturate-0',
      )}
    >
      {cell.stale ? (
        <History aria-hidden size={14} className="shrink-0 text-muted" />
      ) : (
        <ToneIcon tone={CELL_TONES[cell.state]} size={14} />
      )}
      {words && (
        <span className={cx('truncate', cell.stale && 'font-normal text-muted')}>{t(cell.state)}</span>
      )}
    </span>
  )
}

/** How many checks came out each way, worst first: icons and numbers; the filter above the table tells what they mean. */
export function CountMarks({ counts, stale }: { counts: Counts; stale: number }) {
  const t = useTranslations('checkstep.counts')
  return (
    <span className="inline-flex items-center gap-x-2.5 text-xs tabular-nums">
      {CELL_STATES.filter((state) => counts[state] > 0).map((state) => (
        <span key={state} className={cx('inline-flex items-center gap-1', INKS[state])}>
          <ToneIcon tone={CELL_TONES[state]} size={14} />
          <span aria-hidden>{counts[state]}</span>
          <span className="sr-only">{t(state, { count: counts[state] })}</span>
        </span>
      ))}
      {stale > 0 && (
        <span className="inline-flex items-center gap-1 text-muted">
          <History aria-hidden size={14} />
          <span aria-hidden>{stale}</span>
          <span className="sr-only">{t('stale', { count: stale })}</span>
        </span>
      )}
    </span>
  )
}
