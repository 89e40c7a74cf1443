'use client'

import { useSyncExternalStore } from 'react'
import { useWizard } from '@/components/wizard/wizard-context'
import { NOT_REACHED, type ReachState, reachStore } from './reach-store'

const NONE: ReadonlyMap<string, ReachState> = new Map()

/** How reaching every machine of this cluster stands: `taskbox`, and hosts by their id. */
export function useReaches(): ReadonlyMap<string, ReachState> {
  const store = reachStore(useWizard().id)
  return useSyncExternalStore(store.subscribe, store.snapshot, () => NONE)
}

export function useReach(key: string): ReachState {
  return useReaches().get(key) ?? NOT_REACHED
}
