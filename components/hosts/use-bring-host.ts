'use client'

import { useCallback } from 'react'
import { useBringer } from '@/components/wizard/focus-field'
import { isTextColumn } from './columns'

/** Fields of a host that have no cell stand in its panel: a link to one opens it. */
export function useBringHost(open: (id: string) => void): void {
  useBringer(
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
