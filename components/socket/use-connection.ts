'use client'

import { useEffect, useEffectEvent, useSyncExternalStore } from 'react'
import type { Pushes } from '@/lib/contract/socket'
import { type ConnectionState, connection, connectionState, onConnectionState } from './connection'
import { listen } from './request'

/** How the connection to the server is now. */
export function useConnection(): ConnectionState {
  return useSyncExternalStore(onConnectionState, connectionState, () => 'connecting')
}

/** Hears a push for as long as the component stands. */
export function usePush<E extends keyof Pushes>(
  event: E,
  heard: (message: Parameters<Pushes[E]>[0]) => void,
): void {
  const latest = useEffectEvent(heard)
  useEffect(() => listen(event, (message: Parameters<Pushes[E]>[0]) => latest(message)), [event])
}

/** Runs at every connect, the first one and each after a loss: the place to ask again for what may have been missed. */
export function useOnConnect(connected: () => void): void {
  const latest = useEffectEvent(connected)
  useEffect(() => {
    let stopped = false
    const run = () => latest()
    const opened = connection()
    opened.then((socket) => {
      if (stopped) return
      socket.on('connect', run)
      if (socket.connected) run()
    })
    return () => {
      stopped = true
      opened.then((socket) => socket.off('connect', run))
    }
  }, [])
}
