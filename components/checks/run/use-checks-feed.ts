'use client'

import { useRef, useState } from 'react'
import { request } from '@/components/socket/request'
import { useOnConnect, useServerEvent } from '@/components/socket/use-connection'
import type { ChecksView } from '@/lib/contract/checks'
import { applyPush } from './checks-feed'

/** The checks of a cluster, updated by the server's pushes; undefined until loaded. */
export function useChecksFeed(id: string): ChecksView | undefined {
  const [view, setView] = useState<ChecksView>()
  const known = useRef<ChecksView>(undefined)
  /** Serial of the newest push that could not be applied, because an earlier one is missing. */
  const missedSerial = useRef(0)
  const isRequesting = useRef(false)

  function store(next: ChecksView) {
    known.current = next
    setView(next)
  }
  async function reload() {
    if (isRequesting.current) return
    isRequesting.current = true
    do {
      const response = await request('checks.view', { id })
      if (!response.ok) break
      store(response.value)
    } while ((known.current?.serial ?? 0) < missedSerial.current)
    isRequesting.current = false
  }
  useOnConnect(() => {
    missedSerial.current = 0
    void reload()
  })
  useServerEvent('checks.changed', (message) => {
    if (message.id !== id) return
    const next = applyPush(known.current, message.patch)
    if (next !== 'missed') return store(next)
    missedSerial.current = Math.max(missedSerial.current, message.patch.serial)
    void reload()
  })
  return view
}
