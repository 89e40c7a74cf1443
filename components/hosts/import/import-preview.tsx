'use client'

import { type ReactNode, useEffect, useLayoutEffect, useMemo, useState } from 'react'
import { useTranslations } from 'use-intl'
import type { ConnectionTest } from '@/components/connection-test/connection-test-store'
import { Button } from '@/components/ui/button/button'
import { useLatestCallback } from '@/components/ui/hooks/use-latest-callback'
import { useMediaQuery, WIDE } from '@/components/ui/hooks/use-media-query'
import { DraftPreview, useDraft } from '@/components/wizard/draft/draft-store'
import { type KeyedProblem, useValidation, ValidationProvider } from '@/components/wizard/draft/validation'
import type { OpenFailure } from '@/lib/checks/evaluate/install-gate'
import { groupBy } from '@/lib/checks/format'
import type { HostDraft } from '@/lib/cluster/draft/draft'
import type { HostsImport } from '@/lib/contract/hosts-import'
import type { StepId } from '@/lib/steps/steps'
import { HostsActionsContext, HostsFactsContext, useHostsActions } from '../hosts-context'
import { HostsEditor } from '../hosts-editor'
import { HostCards } from '../list/host-cards'
import { type HostRow, useHostList } from '../list/use-host-list'
import { useRemoveHosts } from '../list/use-remove-hosts'
import { HostPanel } from '../panel/host-panel'
import { HostsTable } from '../table/hosts-table'

/** The problems of new hosts are shown at once. */
const VISITED: ReadonlySet<StepId> = new Set<StepId>(['hosts'])
const NO_TESTS: ReadonlyMap<string, ConnectionTest> = new Map()
const NO_FAILURES: ReadonlyMap<string, readonly OpenFailure[]> = new Map()

/** The rows of the preview: the imported hosts, with ids of their own, until the user changes them. */
export function useImportedRows(imported: HostsImport | undefined) {
  const { hosts } = useDraft()
  const [rows, setRows] = useState<HostDraft[]>([])
  const [editor] = useState(() => {
    const created = new HostsEditor({ write: setRows, onRowsAdded: () => undefined })
    // The ids of the hosts on the page are in use: they identify cells.
    created.sync([...hosts])
    return created
  })
  useLayoutEffect(() => editor.sync(rows), [editor, rows])
  useEffect(() => editor.replace(imported?.draft.hosts ?? []), [editor, imported])
  return { rows, editor }
}

/** The table of hosts as it will be: editable, and validated together with the hosts of the cluster. */
export function ImportPreview({
  rows,
  editor,
  onText,
}: {
  rows: HostDraft[]
  editor: HostsEditor
  /** Called with an inventory that is pasted into a cell. */
  onText: (text: string) => void
}) {
  const draft = useDraft()
  const merged = useMemo(() => ({ ...draft, hosts: [...draft.hosts, ...rows] }), [draft, rows])
  const shown = useMemo(() => ({ ...draft, hosts: rows }), [draft, rows])
  return (
    <DraftPreview draft={merged}>
      <ValidationProvider visitedSteps={VISITED} showStepProblems={() => undefined}>
        <DraftPreview draft={shown}>
          <PreviewContext editor={editor} onText={onText}>
            <PreviewTable />
          </PreviewContext>
        </DraftPreview>
      </ValidationProvider>
    </DraftPreview>
  )
}

function PreviewContext({
  editor,
  onText,
  children,
}: {
  editor: HostsEditor
  onText: (text: string) => void
  children: ReactNode
}) {
  const { roles, roleLabel } = useHostsActions()
  const { hosts } = useDraft()
  const problems = useProblems()
  const [panel, setPanel] = useState<string>()
  const [openText] = useState(() => onText)
  const actions = useMemo(
    () => ({
      editor,
      roles,
      roleLabel,
      retryConnection: () => undefined,
      openPanel: setPanel,
      openImport: openText,
      isPreview: true,
    }),
    [editor, roles, roleLabel, openText],
  )
  const facts = useMemo(() => ({ connectionTests: NO_TESTS, problems, failures: NO_FAILURES }), [problems])
  const index = hosts.findIndex(({ id }) => id === panel)
  const selected = hosts[index]
  return (
    <HostsActionsContext value={actions}>
      <HostsFactsContext value={facts}>
        {children}
        {selected && <HostPanel host={selected} index={index} onClose={() => setPanel(undefined)} />}
      </HostsFactsContext>
    </HostsActionsContext>
  )
}

function useProblems(): ReadonlyMap<string, readonly KeyedProblem[]> {
  const { problems } = useValidation()
  return useMemo(
    () =>
      groupBy(
        problems.filter(({ key }) => key.startsWith('hosts.')),
        ({ key }) => key.split('.')[1] ?? '',
      ),
    [problems],
  )
}

/** As many as are always rendered: the table renders the rows that are in the window, and a dialog scrolls by itself. */
const ROWS_PER_PAGE = 12

function PreviewTable() {
  const t = useTranslations('hosts')
  const wide = useMediaQuery(WIDE)
  const list = useHostList()
  const removeHosts = useRemoveHosts()
  const removeRow = useLatestCallback(({ host }: HostRow) => removeHosts(new Set([host.id])))
  const [page, setPage] = useState(0)
  const count = list.rows.length
  const start = Math.min(page, Math.floor(Math.max(0, count - 1) / ROWS_PER_PAGE)) * ROWS_PER_PAGE
  const end = Math.min(start + ROWS_PER_PAGE, count)
  const shown = { ...list, rows: list.rows.slice(start, end) }
  return (
    <>
      {wide ? <HostsTable list={shown} onRemove={removeRow} /> : <HostCards list={shown} />}
      {count > ROWS_PER_PAGE && (
        <div className="flex flex-wrap items-center gap-2 pt-2 text-sm text-muted">
          <span role="status">{t('import.rows', { start: start + 1, end, count })}</span>
          <Button
            size="small"
            disabled={start === 0}
            onClick={() => setPage(Math.floor(start / ROWS_PER_PAGE) - 1)}
          >
            {t('import.previous')}
          </Button>
          <Button
            size="small"
            disabled={end === count}
            onClick={() => setPage(Math.floor(start / ROWS_PER_PAGE) + 1)}
          >
            {t('import.next')}
          </Button>
        </div>
      )}
    </>
  )
}
