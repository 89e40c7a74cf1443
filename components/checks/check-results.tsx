'use client'

import { Columns3 } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '@/components/ui/button'
import { useMediaQuery, WIDE } from '@/components/ui/use-media-query'
import { BlockingFailures } from './failures/blocking-failures'
import { CheckGrid } from './grid/check-grid'
import { CollapsedRows } from './grid/collapsed-rows'
import { CheckToolbar } from './grid/filter-toolbar'
import { CheckCards } from './grid/host-cards'
import type { Matrix } from './grid/matrix'
import { type Filter, selectVisible } from './grid/visible-matrix'
import type { Selection } from './panel/selection'
import { ReportButtons } from './report-buttons'

/** What was found: what stops the install, then the matrix, or as much of it as is wanted. */
export function CheckResults({
  matrix,
  running,
  onOpen,
}: {
  matrix: Matrix
  running: boolean
  onOpen: (what: Selection) => void
}) {
  const t = useTranslations('checkstep')
  const wide = useMediaQuery(WIDE)
  const [filter, setFilter] = useState<Filter>('all')
  const [allRows, setAllRows] = useState(false)
  const [allChecks, setAllChecks] = useState(false)
  const shown = selectVisible(matrix, { filter, allRows, allChecks, running })
  const View = wide ? CheckGrid : CheckCards
  return (
    <>
      {!running && <BlockingFailures onOpen={onOpen} />}
      <CheckToolbar matrix={matrix} filter={filter} onFilter={setFilter}>
        {wide && (
          <Button
            size="small"
            look="quiet"
            icon={Columns3}
            aria-pressed={allChecks}
            onClick={() => setAllChecks(!allChecks)}
          >
            {t(allChecks ? 'onlyProblems' : 'allChecks', { count: matrix.checks.length })}
          </Button>
        )}
        {!running && <ReportButtons />}
      </CheckToolbar>
      {shown.rows.length > 0 ? (
        <View rows={shown.rows} checks={shown.checks} onOpen={onOpen} />
      ) : (
        filter !== 'all' && (
          <p className="rounded-md border border-line bg-surface px-3 py-4 text-muted">{t('noMatches')}</p>
        )
      )}
      <CollapsedRows shown={shown} onRows={() => setAllRows(true)} onChecks={() => setAllChecks(true)} />
    </>
  )
}
