'use client'

import { useEffect, useEffectEvent, useSyncExternalStore } from 'react'
import type { ServerEvents } from '@/lib/contract/socket'
import { type ConnectionState, connection, connectionState, subscribeConnectionState } from './connection'
import { onServerEvent } from './request'

/** The current state of the connection. */
export function useConnection(): ConnectionState {
  return useSyncExternalStore(subscribeConnectionState, connectionState, () => 'connecting')
}

/** Subscribes to an event of the server while the component is mounted. */
export function useServerEvent<E extends keyof ServerEvents>(
  event: E,
  handler: (message: Parameters<ServerEvents[E]>[0]) => void,
): void {
  const latest = useEffectEvent(handler)
  useEffect(() => onServerEvent(event, (message: Parameters<ServerEvents[E]>[0]) => latest(message)), [event])
}

/** Runs a callback at each connect, to request state that the page lacks or may have missed. */
export function useOnConnect(onConnect: () => void): void {
  const latest = useEffectEvent(onConnect)
  useEffect(() => {
    let unmounted = false
    const run = () => latest()
    const socketPromise = connection()
    socketPromise.then((socket) => {
      if (unmounted) return
      socket.on('connect', run)
      if (socket.connected) run()
    })
    return () => {
      unmounted = true
      socketPromise.then((socket) => socket.off('connect', run))
    }
  }, [])
}
