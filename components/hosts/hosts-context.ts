'use client'

import { createContext, use, useLayoutEffect, useState } from 'react'
import type { ConnectionTest } from '@/components/connection-test/connection-test-store'
import { useSetDraft } from '@/components/wizard/draft/draft-fields'
import { useDraft } from '@/components/wizard/draft/draft-store'
import { hostFieldKey } from '@/components/wizard/draft/field-key'
import { type KeyedProblem, useValidation } from '@/components/wizard/draft/validation'
import type { OpenFailure } from '@/lib/checks/evaluate/install-gate'
import type { Role } from '@/lib/cluster/draft/draft'
import { HostsEditor } from './hosts-editor'
import { TEXT_COLUMNS } from './table/columns'

/** The actions of the hosts step and the roles of the release; constant until the release changes. */
interface HostsActions {
  editor: HostsEditor
  roles: readonly Role[]
  roleLabel: (role: Role) => string
  retryConnection: (id: string) => void
  /** Opens the panel of a host. */
  openPanel: (id: string) => void
  openImport: (text: string) => void
  /** Whether the hosts are not part of the draft yet: the preview of an import. */
  isPreview?: boolean
}

/** Data of the hosts step other than the draft. */
interface HostsFacts {
  connectionTests: ReadonlyMap<string, ConnectionTest>
  /** Visible problems by host id. */
  problems: ReadonlyMap<string, readonly KeyedProblem[]>
  /** Failed checks by host id. */
  failures: ReadonlyMap<string, readonly OpenFailure[]>
}

export const HostsActionsContext = createContext<HostsActions | undefined>(undefined)
export const HostsFactsContext = createContext<HostsFacts | undefined>(undefined)

export function useHostsActions(): HostsActions {
  const value = use(HostsActionsContext)
  if (!value) throw new Error('useHostsActions outside of the hosts step')
  return value
}

export function useHostsFacts(): HostsFacts {
  const value = use(HostsFactsContext)
  if (!value) throw new Error('useHostsFacts outside of the hosts step')
  return value
}

/** The editor of the draft's hosts, with the lifetime of the step. */
export function useHostsEditor(): HostsEditor {
  const { hosts } = useDraft()
  const setDraft = useSetDraft()
  const { markBlurred } = useValidation()
  const [editor] = useState(
    () =>
      new HostsEditor({
        write: (next) => setDraft('hosts', next),
        onRowsAdded: (rows) => {
          for (const host of rows)
            for (const column of TEXT_COLUMNS) markBlurred(hostFieldKey(host.id, column))
        },
      }),
  )
  useLayoutEffect(() => editor.sync(hosts), [editor, hosts])
  return editor
}
