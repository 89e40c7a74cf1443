'use client'

import { useCallback } from 'react'
import { useFieldRevealer } from '@/components/wizard/draft/focus-field'
import { isTextColumn } from '../table/columns'

/** Opens the panel of a host to focus a field without a table cell. */
export function useRevealHost(open: (id: string) => void): void {
  useFieldRevealer(
    useCallback(
      (key: string) => {
        const [section, host, field = ''] = key.split('.')
        if (section !== 'hosts' || !host || isTextColumn(field)) return false
        if (!document.getElementById(key)) open(host)
        return false
      },
      [open],
    ),
  )
}
