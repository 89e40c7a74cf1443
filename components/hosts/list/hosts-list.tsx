'use client'

import { ClipboardPaste, Plus, Redo2, Undo2 } from 'lucide-react'
import { useId, useSyncExternalStore } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '@/components/ui/button/button'
import { IconButton } from '@/components/ui/button/icon-button'
import { useLatestCallback } from '@/components/ui/hooks/use-latest-callback'
import { useMediaQuery, WIDE } from '@/components/ui/hooks/use-media-query'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { useFocusField } from '@/components/wizard/draft/focus-field'
import { BulkBar } from '../bulk/bulk-bar'
import { useHostsActions } from '../hosts-context'
import { addRow } from '../table/cell-focus'
import { HostsTable } from '../table/hosts-table'
import { HostCards } from './host-cards'
import { EVERY_HOST } from './host-query'
import { ListToolbar } from './list-toolbar'
import { SelectAll } from './select-all'
import { type HostList, type HostRow, useHostList } from './use-host-list'
import { useRemoveHosts } from './use-remove-hosts'

/** The hosts as a table, or as cards on a narrow screen, with search, filters and bulk changes. */
export function HostsList() {
  const t = useTranslations('hosts')
  const { hosts } = useDraft()
  const { roles } = useHostsActions()
  const wide = useMediaQuery(WIDE)
  const heading = useId()
  const list = useHostList()
  const removeHosts = useRemoveHosts()
  const removeRow = useLatestCallback(({ host }: HostRow) => removeHosts(new Set([host.id])))
  return (
    <section aria-labelledby={heading}>
      <div className="mb-2 flex flex-wrap items-center gap-2">
        <h2 id={heading} className="mr-auto text-lg font-semibold">
          {t('count', { count: hosts.length })}
        </h2>
        <ListActions />
      </div>
      <ListToolbar list={list} />
      {list.rows.length === 0 ? (
        <NoMatches list={list} />
      ) : wide ? (
        <>
          <HostsTable key={roles.join()} list={list} onRemove={removeRow} />
          <p className="pt-1.5 text-sm text-muted">{t('keysHint')}</p>
        </>
      ) : (
        <>
          <div className="flex items-center gap-2 text-sm text-muted">
            <SelectAll list={list} />
            <span aria-hidden>{t('list.all')}</span>
          </div>
          <HostCards list={list} />
        </>
      )}
      <BulkBar list={list} />
    </section>
  )
}

function ListActions() {
  const t = useTranslations('hosts')
  const { editor, openImport } = useHostsActions()
  const { canUndo, canRedo } = useSyncExternalStore(editor.subscribe, editor.undoState)
  const add = useAddHost()
  return (
    <>
      <IconButton icon={Undo2} label={t('undo')} disabled={!canUndo} onClick={() => editor.undo()} />
      <IconButton icon={Redo2} label={t('redo')} disabled={!canRedo} onClick={() => editor.redo()} />
      <Button icon={ClipboardPaste} onClick={() => openImport('')}>
        {t('importMore')}
      </Button>
      <Button icon={Plus} onClick={add}>
        {t('addRow')}
      </Button>
    </>
  )
}

function NoMatches({ list }: { list: HostList }) {
  const t = useTranslations('hosts.list')
  return (
    <div className="flex flex-wrap items-center gap-3 rounded-md border border-line bg-surface px-3 py-4">
      <p className="text-muted">{t('noMatches')}</p>
      <Button size="small" onClick={() => list.setQuery(EVERY_HOST)}>
        {t('showAll')}
      </Button>
    </div>
  )
}

/** Appends a host and focuses its name. A row that is not rendered yet is scrolled to first. */
function useAddHost(): () => void {
  const { editor } = useHostsActions()
  const focusField = useFocusField()
  return () => {
    const { cell, focused } = addRow(editor, 'name')
    if (!focused) focusField('hosts', cell)
  }
}
