'use client'

import type { ReactNode } from 'react'
import { useTranslations } from 'use-intl'
import { CHECK_STATUS } from '@/components/status/check-status'
import { StatusIcon, useStatusText } from '@/components/status/status-badge'
import { FilterChip } from '@/components/ui/button/filter-chip'
import { RESULT_STATES } from '@/lib/checks/evaluate/result-state'
import type { Matrix } from './matrix'
import type { Filter } from './visible-matrix'

/** Filter of the matrix; also the legend of its icons. */
export function FilterToolbar({
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
  const t = useTranslations('checks-step')
  const statusText = useStatusText()
  const { counts, stale } = matrix
  const all = RESULT_STATES.reduce((sum, state) => sum + counts[state], 0)
  const press = (selected: Filter) => onFilter(filter === selected ? 'all' : selected)
  return (
    <div className="mb-2 flex flex-wrap items-center gap-x-4 gap-y-2">
      <fieldset className="flex flex-wrap items-center gap-1">
        <legend className="sr-only">{t('filter')}</legend>
        <FilterChip
          pressed={filter === 'all'}
          count={all}
          label={t('filters.all')}
          onPress={() => onFilter('all')}
        />
        {RESULT_STATES.map((state) => (
          <FilterChip
            key={state}
            pressed={filter === state}
            count={counts[state]}
            label={statusText(CHECK_STATUS[state]).title}
            help={statusText(CHECK_STATUS[state]).help}
            icon={<StatusIcon status={CHECK_STATUS[state]} />}
            onPress={() => press(state)}
          />
        ))}
        {(stale > 0 || filter === 'stale') && (
          <FilterChip
            pressed={filter === 'stale'}
            count={stale}
            label={t('filters.stale')}
            help={statusText(CHECK_STATUS.stale).help}
            icon={<StatusIcon status={CHECK_STATUS.stale} />}
            onPress={() => press('stale')}
          />
        )}
      </fieldset>
      <div className="ml-auto flex flex-wrap items-center gap-1.5">{children}</div>
    </div>
  )
}
