'use client'

import { Columns3, FileJson, FileText } from 'lucide-react'
import { useState } from 'react'
import { useLocale, useTranslations } from 'use-intl'
import { downloadFile } from '@/components/review/download-file'
import type { RequestError } from '@/components/socket/request'
import { FailureNotice } from '@/components/text/failure-text'
import { Button } from '@/components/ui/button/button'
import { useMediaQuery, WIDE } from '@/components/ui/hooks/use-media-query'
import { useOpenFailures } from '@/components/wizard/use-open-failures'
import { useWizard } from '@/components/wizard/wizard-context'
import { FailureList } from './failures/failure-list'
import { CheckGrid } from './grid/check-grid'
import { CollapsedRows } from './grid/collapsed-rows'
import { FilterToolbar } from './grid/filter-toolbar'
import { HostCards } from './grid/host-cards'
import type { Matrix } from './grid/matrix'
import { type Filter, selectVisible } from './grid/visible-matrix'
import type { Selection } from './panel/selection'

/** Results: the failures that block the install, then the filtered matrix. */
export function CheckResults({
  matrix,
  running,
  onOpen,
}: {
  matrix: Matrix
  running: boolean
  onOpen: (selection: Selection) => void
}) {
  const t = useTranslations('checks-step')
  const wide = useMediaQuery(WIDE)
  const [filter, setFilter] = useState<Filter>('all')
  const [allRows, setAllRows] = useState(false)
  const [allChecks, setAllChecks] = useState(false)
  const visible = selectVisible(matrix, { filter, allRows, allChecks, running })
  const View = wide ? CheckGrid : HostCards
  return (
    <>
      {!running && <BlockingFailures onOpen={onOpen} />}
      <FilterToolbar matrix={matrix} filter={filter} onFilter={setFilter}>
        {wide && (
          <Button
            size="small"
            variant="quiet"
            icon={Columns3}
            aria-pressed={allChecks}
            onClick={() => setAllChecks(!allChecks)}
          >
            {t(allChecks ? 'onlyProblems' : 'allChecks', { count: matrix.checks.length })}
          </Button>
        )}
        {!running && <ReportButtons />}
      </FilterToolbar>
      {visible.rows.length > 0 ? (
        <View rows={visible.rows} checks={visible.checks} onOpen={onOpen} />
      ) : (
        filter !== 'all' && (
          <p className="rounded-md border border-line bg-surface px-3 py-4 text-muted">{t('noMatches')}</p>
        )
      )}
      <CollapsedRows
        matrix={visible}
        onShowRows={() => setAllRows(true)}
        onShowChecks={() => setAllChecks(true)}
      />
    </>
  )
}

/** Failed checks that block the install. Each opens its details. */
function BlockingFailures({ onOpen }: { onOpen: (selection: Selection) => void }) {
  const t = useTranslations('checks-step.blocking')
  const failures = useOpenFailures()
  if (failures.length === 0) return null
  return (
    <section className="mb-4" aria-labelledby="blocking">
      <h2 id="blocking" className="mb-1.5 font-medium">
        {t('title', { count: failures.length })}
      </h2>
      <FailureList
        failures={failures}
        opens="dialog"
        onPress={({ host, finding: { check } }, hosts) =>
          onOpen(hosts === 1 ? { host: host.id, check } : { check })
        }
      />
    </section>
  )
}

/** Buttons that download the report as a page or as JSON. */
function ReportButtons() {
  const t = useTranslations('checks-step.report')
  const { id } = useWizard()
  const language = useLocale()
  const [failure, setFailure] = useState<RequestError>()
  const save = async (kind: 'html' | 'json') => {
    const url = `/api/clusters/${id}/report?as=${kind}&language=${encodeURIComponent(language)}`
    setFailure(await downloadFile(url, `checks.${kind}`))
  }
  return (
    <>
      <Button
        size="small"
        variant="quiet"
        icon={FileText}
        aria-label={t('pageNamed')}
        onClick={() => save('html')}
      >
        {t('page')}
      </Button>
      <Button
        size="small"
        variant="quiet"
        icon={FileJson}
        aria-label={t('jsonNamed')}
        onClick={() => save('json')}
      >
        {t('json')}
      </Button>
      {failure && <FailureNotice failure={failure} title={t('failed')} className="basis-full" />}
    </>
  )
}
