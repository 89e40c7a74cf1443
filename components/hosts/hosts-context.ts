'use client'

import { createContext, use } from 'react'
import type { ConnectionTest } from '@/components/connection-test/connection-test-store'
import type { KeyedProblem } from '@/components/wizard/draft/validation'
import type { OpenFailure } from '@/lib/checks/evaluate/install-gate'
import type { HostsEditor } from './hosts-editor'

/** What the parts of the hosts step do; never changes while the step stands. */
interface HostsActions {
  editor: HostsEditor
  again: (id: string) => void
  /** Opens the side panel of a host. */
  open: (id: string) => void
  openImport: (text: string) => void
}

/** What they show beside the draft. */
interface HostsFacts {
  reaches: ReadonlyMap<string, ConnectionTest>
  /** Problems that it is time to show, by the host's id. */
  problems: ReadonlyMap<string, readonly KeyedProblem[]>
  /** Failed checks, by the host's id. */
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
