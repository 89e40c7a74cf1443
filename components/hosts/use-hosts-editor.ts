'use client'

import { useLayoutEffect, useState } from 'react'
import { useSetDraft } from '@/components/wizard/draft/draft-fields'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { hostFieldKey } from '@/components/wizard/draft/field-key'
import { useValidation } from '@/components/wizard/draft/validation'
import { HostsEditor } from './hosts-editor'
import { TEXT_COLUMNS } from './table/columns'

/** The editor of the draft's hosts, with the lifetime of the step. */
export function useHostsEditor(): HostsEditor {
  const { hosts } = useDraft()
  const setDraft = useSetDraft()
  const { markLeft } = useValidation()
  const [editor] = useState(
    () =>
      new HostsEditor({
        write: (next) => setDraft('hosts', next),
        onRowsAdded: (rows) => {
          for (const host of rows) for (const column of TEXT_COLUMNS) markLeft(hostFieldKey(host.id, column))
        },
      }),
  )
  useLayoutEffect(() => editor.sync(hosts), [editor, hosts])
  return editor
}
