'use client'

import { History } from 'lucide-react'
import type { ReactNode } from 'react'
import { useFormatter, useTranslations } from 'use-intl'
import { cx } from '@/components/ui/cx'
import { ToneIcon } from '@/components/ui/status-badge'
import { CELL_TONES } from './check-words'
import { CELL_STATES, type Matrix } from './matrix'
import type { Filter } from './shown'

/** What of the matrix is looked at. It is the legend of the icons as well. */
export function CheckToolbar({
  matrix,
  filter,
  onFilter,
  children,
}: {
  matrix: Matrix
  filter: Filter
  onFilter: (filter: Filter) => void
  children: ReactNode
}) {
  const t = useTranslations('checkstep')
  const { counts, stale } = matrix
  const all = CELL_STATES.reduce((sum, state) => sum + counts[state], 0)
  const press = (wanted: Filter) => onFilter(filter === wanted ? 'all' : wanted)
  return (
    <div className="mb-2 flex flex-wrap items-center gap-x-4 gap-y-2">
      <fieldset className="flex flex-wrap items-center gap-1">
        <legend className="sr-only">{t('filter')}</legend>
        <Chip
          pressed={filter === 'all'}
          count={all}
          word={t('filters.all')}
          onPress={() => onFilter('all')}
        />
        {CELL_STATES.map((state) => (
          <Chip
            key={state}
            pressed={filter === state}
            count={counts[state]}
            word={t(`filters.${state}`)}
            icon={<ToneIcon tone={CELL_TONES[state]} size={14} />}
            onPress={() => press(state)}
          />
        ))}
        {(stale > 0 || filter === 'stale') && (
          <Chip
            pressed={filter === 'stale'}
            count={stale}
            word={t('filters.stale')}
            icon={<History aria-hidden size={14} className="text-muted" />}
            onPress={() => press('stale')}
          />
        )}
      </fieldset>
      <div className="ml-auto flex flex-wrap items-center gap-1.5">{children}</div>
    </div>
  )
}

function Chip({
  pressed,
  count,
  word,
  icon,
  onPress,
}: {
  pressed: boolean
  count: number
  word: string
  icon?: ReactNode
  onPress: () => void
}) {
  const format = useFormatter()
  return (
    <button
      type="button"
      aria-pressed={pressed}
      onClick={onPress}
      className={cx(
        'inline-flex h-8 items-center gap-1.5 rounded-md border px-2 text-sm tabular-nums hover:bg-hover',
        pressed ? 'border-control bg-surface font-medium' : 'border-transparent',
        count === 0 && 'text-muted',
      )}
    >
      {icon}
      {word}
      <span className="text-muted">{format.number(count)}</span>
    </button>
  )
}
