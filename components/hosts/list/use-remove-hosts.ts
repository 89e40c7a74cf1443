'use client'

import { useCallback } from 'react'
import { flushSync } from 'react-dom'
import { useTranslations } from 'use-intl'
import { useHostsUndoToast } from '@/components/wizard/draft/use-undo-toast'
import { useHostsActions } from '../hosts-context'
import { useHostLabel } from '../table/cells'

/** Removes hosts at once, and offers to undo it. */
export function useRemoveHosts(): (ids: ReadonlySet<string>) => void {
  const t = useTranslations('hosts')
  const { editor, isPreview } = useHostsActions()
  const undoToast = useHostsUndoToast()
  const hostLabel = useHostLabel()
  return useCallback(
    (ids) => {
      const before = editor.hosts
      const index = before.findIndex(({ id }) => ids.has(id))
      const host = before[index]
      if (!host) return
      flushSync(() => editor.remove(ids))
      // The toast would restore the hosts in the draft.
      if (isPreview) return
      undoToast(t('removed', { count: ids.size, name: hostLabel(host, index) }), before, editor.hosts)
    },
    [t, editor, isPreview, undoToast, hostLabel],
  )
}
