'use client'

import { createContext, use } from 'react'
import type { ReachState } from '@/components/reach/reach-store'
import type { KeyedProblem } from '@/components/wizard/judge'
import type { HostsEditor } from './use-hosts'

interface HostsValue {
  editor: HostsEditor
  reaches: ReadonlyMap<string, ReachState>
  /** Problems of a host that it is time to show. */
  problemsOf: (id: string) => readonly KeyedProblem[]
  again: (id: string) => void
  /** Opens the side panel of a host. */
  open: (id: string) => void
  openImport: (text: string) => void
}

export const HostsContext = createContext<HostsValue | undefined>(undefined)

/** What every part of the hosts step works on. */
export function useHostsStep(): HostsValue {
  const value = use(HostsContext)
  if (!value) throw new Error('useHostsStep outside of the hosts step')
  return value
}
