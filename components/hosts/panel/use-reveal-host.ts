'use client'

import { useCallback } from 'react'
import { useFieldRevealer } from '@/components/wizard/draft/focus-field'

/** Opens the panel of a host to focus a field without a table cell. */
export function useRevealHost(open: (id: string) => void): void {
  useFieldRevealer(
    useCallback(
      (key: string) => {
        const [section, host, field = ''] = key.split('.')
        if (section !== 'hosts' || !host || hasCells(field)) return false
        if (!document.getElementById(key)) open(host)
        return false
      },
      [open],
    ),
  )
}

/** Fields that the table and the cards have for every host. */
const COMMON_FIELDS: readonly string[] = ['name', 'address', 'roles']

/** Whether the field has a cell for every host. Narrow tables and cards omit some fields. */
export function hasCells(field: string): boolean {
  if (COMMON_FIELDS.includes(field)) return true
  return document.querySelector(`[data-column="${CSS.escape(field)}"]`) !== null
}
