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

/** Which hosts show their findings: those that fail by themselves once the checks ended, then as one wants. */
export function useExpanded(rows: readonly HostRow[], running: boolean): Expanded {
  const [chosen, setChosen] = useState<ReadonlyMap<string, boolean>>(new Map())
  const failing = rows.filter(({ findings }) => findings?.some(({ status }) => status === 'fail'))
  const few = new Set(failing.slice(0, OPEN_BY_THEMSELVES).map(({ host }) => host.id))
  const isOpen = (row: HostRow) => chosen.get(row.host.id) ?? (!running && few.has(row.host.id))
  const set = (row: HostRow, open: boolean) => setChosen((map) => new Map(map).set(row.host.id, open))
  return { isOpen, toggle: (row) => set(row, !isOpen(row)), open: (row) => set(row, true) }
}
