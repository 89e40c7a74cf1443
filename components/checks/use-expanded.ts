'use client'

import { useState } from 'react'
import type { HostRow } from './matrix'

/** With more failing hosts than these, opening all of them would bury the table. */
const OPEN_BY_THEMSELVES = 3

export interface Expanded {
  isOpen: (row: HostRow) => boolean
  toggle: (row: HostRow) => void
  open: (row: HostRow) => void
}

/**
 * Which hosts show their findings: when the checks end, those with a failure that nobody waived; then as one wants.
 * Waiving closes nothing, so that the page does not move under the hand. `endedAt`: undefined while they run.
 */
export function useExpanded(rows: readonly HostRow[], endedAt: number | undefined): Expanded {
  const [chosen, setChosen] = useState<ReadonlyMap<string, boolean>>(new Map())
  const [failing, setFailing] = useState<Failing>({ endedAt: undefined, hosts: new Set() })
  if (failing.endedAt !== endedAt) setFailing({ endedAt, hosts: endedAt ? failingHosts(rows) : new Set() })
  const isOpen = (row: HostRow) => chosen.get(row.host.id) ?? failing.hosts.has(row.host.id)
  const set = (row: HostRow, open: boolean) => setChosen((map) => new Map(map).set(row.host.id, open))
  return { isOpen, toggle: (row) => set(row, !isOpen(row)), open: (row) => set(row, true) }
}

interface Failing {
  endedAt: number | undefined
  hosts: ReadonlySet<string>
}

function failingHosts(rows: readonly HostRow[]): Set<string> {
  const failing = rows.filter(({ counts }) => counts.fail > 0)
  return new Set(failing.slice(0, OPEN_BY_THEMSELVES).map(({ host }) => host.id))
}
