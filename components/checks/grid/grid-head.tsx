'use client'

import { useTranslations } from 'use-intl'
import { cx } from '@/components/ui/cx'
import type { CheckId } from '@/lib/checks/catalogue/index'
import { useCheckTitle } from '../finding-text'
import type { Selection } from '../panel/selection'

const HEAD_CLASS = 'sticky top-0 z-2 border-b border-line bg-sunken p-0 text-xs font-medium text-muted'

/** Header with the check titles; each opens the check's results. In narrow columns the titles are vertical. */
export function GridHead({
  checks,
  showLabels,
  tabStop,
  onOpen,
}: {
  checks: readonly CheckId[]
  showLabels: boolean
  tabStop: number | undefined
  onOpen: (selection: Selection) => void
}) {
  const t = useTranslations('checkstep')
  const title = useCheckTitle()
  return (
    <thead>
      <tr>
        <th scope="col" className={cx(HEAD_CLASS, 'left-0 z-3 w-42 px-3 py-2 text-left align-bottom')}>
          <span {...cellProps(0, tabStop)}>{t('host')}</span>
        </th>
        <th scope="col" className={cx(HEAD_CLASS, 'w-46 px-2 py-2 text-left align-bottom')}>
          <span {...cellProps(1, tabStop)}>{t('status')}</span>
        </th>
        {checks.map((check, checkIndex) => (
          <th key={check} scope="col" className={cx(HEAD_CLASS, 'align-bottom')}>
            <button
              type="button"
              {...cellProps(checkIndex + 2, tabStop)}
              aria-haspopup="dialog"
              title={title(check)}
              onClick={() => onOpen({ check })}
              className={cx(
                'w-full hover:bg-hover hover:text-ink focus-visible:-outline-offset-2',
                showLabels
                  ? 'px-1.5 py-2 text-left break-words hyphens-auto'
                  : 'flex h-32 rotate-180 items-center justify-start px-2 py-2 [text-orientation:sideways] [writing-mode:vertical-rl]',
              )}
            >
              <span className={showLabels ? undefined : 'max-h-full truncate'}>{title(check)}</span>
            </button>
          </th>
        ))}
      </tr>
    </thead>
  )
}

const cellProps = (column: number, tabStop: number | undefined) => ({
  'data-row': 0,
  'data-column': column,
  tabIndex: tabStop === column ? 0 : -1,
})
