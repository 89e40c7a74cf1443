'use client'

import { useTranslations } from 'use-intl'
import { cx } from '@/components/ui/cx'
import type { CheckId } from '@/lib/checks/catalogue/index'
import { useCheckTitle } from '../finding-text'
import type { Selection } from '../panel/selection'

const HEAD_CLASS = 'sticky top-0 z-2 border-b border-line bg-sunken p-0 text-xs font-medium text-muted'

/** The names of the checks. Each leads to what it found on all hosts. Where columns are narrow, they stand upright. */
export function GridHead({
  checks,
  words,
  stop,
  onOpen,
}: {
  checks: readonly CheckId[]
  words: boolean
  stop: number | undefined
  onOpen: (what: Selection) => void
}) {
  const t = useTranslations('checkstep')
  const title = useCheckTitle()
  return (
    <thead>
      <tr>
        <th scope="col" className={cx(HEAD_CLASS, 'left-0 z-3 w-42 px-3 py-2 text-left align-bottom')}>
          <span {...cellProps(0, stop)}>{t('host')}</span>
        </th>
        <th scope="col" className={cx(HEAD_CLASS, 'w-46 px-2 py-2 text-left align-bottom')}>
          <span {...cellProps(1, stop)}>{t('status')}</span>
        </th>
        {checks.map((check, at) => (
          <th key={check} scope="col" className={cx(HEAD_CLASS, 'align-bottom')}>
            <button
              type="button"
              {...cellProps(at + 2, stop)}
              aria-haspopup="dialog"
              title={title(check)}
              onClick={() => onOpen({ check })}
              className={cx(
                'w-full hover:bg-hover hover:text-ink focus-visible:-outline-offset-2',
                words
                  ? 'px-1.5 py-2 text-left break-words hyphens-auto'
                  : 'flex h-32 rotate-180 items-center justify-start px-2 py-2 [text-orientation:sideways] [writing-mode:vertical-rl]',
              )}
            >
              <span className={words ? undefined : 'max-h-full truncate'}>{title(check)}</span>
            </button>
          </th>
        ))}
      </tr>
    </thead>
  )
}

const cellProps = (column: number, stop: number | undefined) => ({
  'data-row': 0,
  'data-column': column,
  tabIndex: stop === column ? 0 : -1,
})
