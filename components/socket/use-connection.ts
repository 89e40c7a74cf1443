'use client'

import { useEffect, useEffectEvent, useSyncExternalStore } from 'react'
import type { ServerEvents } from '@/lib/contract/socket'
import { type ConnectionState, connection, connectionState, subscribeConnectionState } from './connection'
import { onServerEvent } from './request'

/** How the connection to the server is now. */
export function useConnection(): ConnectionState {
  return useSyncExternalStore(subscribeConnectionState, connectionState, () => 'connecting')
}

/** Hears a push for as long as the component stands. */
export function useServerEvent<E extends keyof ServerEvents>(
  event: E,
  heard: (message: Parameters<ServerEvents[E]>[0]) => void,
): void {
  const latest = useEffectEvent(heard)
  useEffect(() => onServerEvent(event, (message: Parameters<ServerEvents[E]>[0]) => latest(message)), [event])
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
