'use client'

import { useRef, useState } from 'react'
import { request } from '@/components/socket/request'
import { useOnConnect, usePush } from '@/components/socket/use-connection'
import type { ChecksView } from '@/lib/contract/checks'
import { pushed } from './checks-feed'

/** The checks of a cluster, kept as the server pushes what changed; undefined until it told. */
export function useChecksFeed(id: string): ChecksView | undefined {
  const [view, setView] = useState<ChecksView>()
  const known = useRef<ChecksView>(undefined)
  /** Serial of the newest push that was not taken, since something before it is missing. */
  const wanted = useRef(0)
  const asking = useRef(false)

  function keep(next: ChecksView) {
    known.current = next
    setView(next)
  }
  async function ask() {
    if (asking.current) return
    asking.current = true
    do {
      const answer = await request('checks.view', { id })
      if (!answer.ok) break
      keep(answer.value)
    } while ((known.current?.serial ?? 0) < wanted.current)
    asking.current = false
  }
  useOnConnect(() => {
    wanted.current = 0
    void ask()
  })
  usePush('checks.changed', (message) => {
    if (message.id !== id) return
    const next = pushed(known.current, message.patch)
    if (next !== 'missed') return keep(next)
    wanted.current = Math.max(wanted.current, message.patch.serial)
    void ask()
  })
  return view
}
