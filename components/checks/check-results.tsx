'use client'

import { Columns3 } from 'lucide-react'
import { useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '@/components/ui/button'
import { useMediaQuery, WIDE } from '@/components/ui/use-media-query'
import { Blocking } from './blocking'
import { CheckCards } from './check-cards'
import { CheckGrid } from './check-grid'
import { CheckToolbar } from './check-toolbar'
import type { Matrix } from './matrix'
import type { Opened } from './opened'
import { QuietLines } from './quiet-lines'
import { ReportButtons } from './report-buttons'
import { type Filter, shownMatrix } from './shown'

/** What was found: what stops the install, then the matrix, or as much of it as is wanted. */
export function CheckResults({
  matrix,
  running,
  onOpen,
}: {
  matrix: Matrix
  running: boolean
  onOpen: (what: Opened) => void
}) {
  const t = useTranslations('checkstep')
  const wide = useMediaQuery(WIDE)
  const [filter, setFilter] = useState<Filter>('all')
  const [allRows, setAllRows] = useState(false)
  const [allChecks, setAllChecks] = useState(false)
  const shown = shownMatrix(matrix, { filter, allRows, allChecks, running })
  const View = wide ? CheckGrid : CheckCards
  return (
    <>
      {!running && <Blocking onOpen={onOpen} />}
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
      <QuietLines shown={shown} onRows={() => setAllRows(true)} onChecks={() => setAllChecks(true)} />
    </>
  )
}
