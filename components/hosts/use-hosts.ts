'use client'

import { useLayoutEffect, useState } from 'react'
import { useSetDraft } from '@/components/wizard/draft-fields'
import { useDraft } from '@/components/wizard/draft-store'
import { hostFieldKey } from '@/components/wizard/field-key'
import { useJudgement } from '@/components/wizard/judge'
import { TEXT_COLUMNS } from './columns'
import { HostsEditor } from './hosts-editor'

/** The editor of the draft's hosts, for as long as the step stands. */
export function useHosts(): HostsEditor {
  const { hosts } = useDraft()
  const setDraft = useSetDraft()
  const { left } = useJudgement()
  const [editor] = useState(
    () =>
      new HostsEditor({
        write: (next) => setDraft('hosts', next),
        judge: (rows) => {
          for (const host of rows) for (const column of TEXT_COLUMNS) left(hostFieldKey(host.id, column))
        },
      }),
  )
  useLayoutEffect(() => editor.sync(hosts), [editor, hosts])
  return editor
}
