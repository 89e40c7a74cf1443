'use client'

import { useState } from 'react'
import { type HostRow, passesAll } from './matrix'

/** Fewer hosts than these are not worth hiding. */
const COLLAPSED_FROM = 4

export interface Passing {
  shown: readonly HostRow[]
  /** Hosts that pass everything, behind one line. */
  hidden: readonly HostRow[]
  show: () => void
}

/** Hosts on which everything passes collapse to a line with their count, once the checks ended. */
export function usePassing(rows: readonly HostRow[], running: boolean): Passing {
  const [all, setAll] = useState(false)
  const passing = rows.filter(passesAll)
  const collapse = !all && !running && passing.length >= COLLAPSED_FROM
  return {
    shown: collapse ? rows.filter((row) => !passesAll(row)) : rows,
    hidden: collapse ? passing : [],
    show: () => setAll(true),
  }
}
