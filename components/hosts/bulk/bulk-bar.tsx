'use client'

import { KeyRound, RotateCw, Trash2, Waypoints, X } from 'lucide-react'
import { useRef, useState } from 'react'
import { useTranslations } from 'use-intl'
import { Button } from '@/components/ui/button/button'
import { IconButton } from '@/components/ui/button/icon-button'
import { usePublishedHeight } from '@/components/ui/hooks/use-published-height'
import { useHostsUndoToast } from '@/components/wizard/draft/use-undo-toast'
import type { HostDraft } from '@/lib/cluster/draft/draft'
import { useHostsActions } from '../hosts-context'
import type { HostList } from '../list/use-host-list'
import { useRemoveHosts } from '../list/use-remove-hosts'
import { focusCell } from '../table/cell-focus'
import { cellId } from '../table/cell-keys'
import { BulkRoles } from './bulk-roles'
import { LoginDialog } from './login-dialog'
import { RouteDialog } from './route-dialog'

/** Changes the selected hosts together. Stays at the end of the window while hosts are selected. */
export function BulkBar({ list }: { list: HostList }) {
  return list.selected.size > 0 && <SelectedHosts list={list} />
}

function SelectedHosts({ list }: { list: HostList }) {
  const t = useTranslations('hosts.bulk')
  const bar = useRef<HTMLDivElement>(null)
  usePublishedHeight(bar, '--bulk-bar-height')
  const { editor, retryConnection } = useHostsActions()
  const { rows, selected, setSelection } = list
  const [dialog, setDialog] = useState<'login' | 'route'>()
  const changeAll = useChangeAll(selected)
  const removeAll = useRemoveSelected(list)
  const hosts = rows.flatMap(({ host }) => (selected.has(host.id) ? [host] : []))
  const count = hosts.length
  const apply = (title: string, change: (host: HostDraft) => HostDraft) => {
    setDialog(undefined)
    changeAll(title, change)
  }
  return (
    <div
      ref={bar}
      role="toolbar"
      aria-label={t('bar')}
      onKeyDown={(event) => event.key === 'Escape' && !dialog && setSelection({})}
      className="sticky bottom-[calc(var(--step-bar-height)+0.5rem)] z-10 mt-2 flex flex-wrap items-center gap-x-4 gap-y-2 rounded-lg border border-control bg-raised px-3 py-2 shadow-lift"
    >
      <p role="status" className="font-medium whitespace-nowrap">
        {t('selected', { count })}
      </p>
      <div className="ml-auto sm:order-last">
        <IconButton size="small" icon={X} label={t('clear')} onClick={() => setSelection({})} />
      </div>
      <BulkRoles hosts={hosts} onChange={(change) => editor.updateAll(selected, change)} />
      <div className="flex flex-wrap items-center gap-1">
        <Button size="small" icon={KeyRound} onClick={() => setDialog('login')}>
          {t('login.open')}
        </Button>
        <Button size="small" icon={Waypoints} onClick={() => setDialog('route')}>
          {t('route.open')}
        </Button>
        <Button
          size="small"
          variant="quiet"
          icon={RotateCw}
          onClick={() => {
            for (const { id } of hosts) retryConnection(id)
          }}
        >
          <span className="max-sm:sr-only">{t('reconnect')}</span>
        </Button>
        <Button size="small" variant="quiet" icon={Trash2} className="text-fail" onClick={removeAll}>
          <span className="max-sm:sr-only">{t('remove')}</span>
        </Button>
      </div>
      {dialog === 'login' && (
        <LoginDialog
          hosts={hosts}
          onApply={(change) => apply(t('login.done', { count }), change)}
          onClose={() => setDialog(undefined)}
        />
      )}
      {dialog === 'route' && (
        <RouteDialog
          hosts={hosts}
          onApply={(change) => apply(t('route.done', { count }), change)}
          onClose={() => setDialog(undefined)}
        />
      )}
    </div>
  )
}

/** Changes the selected hosts, and offers to undo it. */
function useChangeAll(selected: ReadonlySet<string>) {
  const { editor } = useHostsActions()
  const undoToast = useHostsUndoToast()
  return (title: string, change: (host: HostDraft) => HostDraft) => {
    const before = editor.hosts
    editor.updateAll(selected, change)
    undoToast(title, before, editor.hosts)
  }
}

/** Removes the selected hosts, and focuses the row that takes the place of the first. */
function useRemoveSelected({ rows, selected, setSelection }: HostList): () => void {
  const removeHosts = useRemoveHosts()
  return () => {
    const first = rows.findIndex(({ host }) => selected.has(host.id))
    const others = [...rows.slice(first), ...rows.slice(0, first).reverse()]
    const neighbour = others.find(({ host }) => !selected.has(host.id))
    removeHosts(selected)
    setSelection({})
    if (neighbour) focusCell(cellId(neighbour.host.id, 'select'))
  }
}
