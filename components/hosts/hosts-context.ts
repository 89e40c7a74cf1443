'use client'

import { createContext, use } from 'react'
import type { ConnectionTest } from '@/components/connection-test/connection-test-store'
import type { KeyedProblem } from '@/components/wizard/draft/validation'
import type { OpenFailure } from '@/lib/checks/evaluate/install-gate'
import type { HostsEditor } from './hosts-editor'

/** The actions of the hosts step; constant for its lifetime. */
interface HostsActions {
  editor: HostsEditor
  retryConnection: (id: string) => void
  /** Opens the panel of a host. */
  openPanel: (id: string) => void
  openImport: (text: string) => void
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
