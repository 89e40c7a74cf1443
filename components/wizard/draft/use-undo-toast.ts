'use client'

import { useCallback } from 'react'
import { useFormContext } from 'react-hook-form'
import { useTranslations } from 'use-intl'
import { toast } from '@/components/ui/overlay/toast'
import { type Draft, draft as draftSchema, type HostDraft } from '@/lib/cluster/draft/draft'
import { revertRows } from './three-way-merge'

/**
 * Announces an edit in a toast with an undo button.
 * @param undo removes the edit from the current draft, and leaves all edits since
 */
export function useUndoToast(): (title: string, undo: (now: Draft) => void) => void {
  const t = useTranslations('wizard.dialog')
  const { getValues } = useFormContext<Draft>()
  return useCallback(
    (title, undo) =>
      toast('info', title, { label: t('undo'), onUndo: () => undo(draftSchema.parse(getValues())) }),
    [t, getValues],
  )
}

/** Announces an edit of the hosts, with an undo button. */
export function useHostsUndoToast(): (
  title: string,
  before: readonly HostDraft[],
  after: readonly HostDraft[],
) => void {
  const undoToast = useUndoToast()
  const { setValue } = useFormContext<Draft>()
  return useCallback(
    (title, before, after) =>
      undoToast(title, ({ hosts }) =>
        setValue('hosts', draftSchema.shape.hosts.parse(revertRows(before, after, hosts))),
      ),
    [undoToast, setValue],
  )
}
