'use client'

import { useState } from 'react'
import type { HostDraft } from '@/lib/cluster/draft/draft'

export interface HostSelection {
  /** All that can be selected. */
  hosts: readonly HostDraft[]
  selected: readonly HostDraft[]
  has: (host: HostDraft) => boolean
  toggle: (host: HostDraft, on: boolean) => void
  toggleAll: (on: boolean) => void
}

/** A selection that starts with all hosts. */
export function useHostSelection(hosts: readonly HostDraft[]): HostSelection {
  const [deselected, setDeselected] = useState<ReadonlySet<string>>(new Set())
  const has = ({ id }: HostDraft) => !deselected.has(id)
  return {
    hosts,
    selected: hosts.filter(has),
    has,
    toggle: ({ id }, on) =>
      setDeselected((before) =>
        on ? new Set([...before].filter((one) => one !== id)) : new Set([...before, id]),
      ),
    toggleAll: (on) => setDeselected(on ? new Set() : new Set(hosts.map(({ id }) => id))),
  }
}
