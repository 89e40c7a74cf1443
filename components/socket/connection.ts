import type { Socket } from 'socket.io-client'
import { NOT_SIGNED_IN, TOO_MANY_PAGES } from '@/lib/contract/handshake'
import { pageKey, redirectToLogin } from './page-key'

/**
 * `refused`: the server rejects this browser, because its session is missing or has ended. `crowded`: this browser's session
 * has too many open pages.
 */
export type ConnectionState = 'connecting' | 'connected' | 'lost' | 'refused' | 'crowded'

let state: ConnectionState = 'connecting'
let socketPromise: Promise<Socket> | undefined
const listeners = new Set<() => void>()

function setState(next: ConnectionState): void {
  if (next === state) return
  state = next
  for (const listener of listeners) listener()
}

/** The page's socket, shared by all callers. Loads socket.io on first use, after the first paint. */
export function connection(): Promise<Socket> {
  socketPromise ??= import('socket.io-client').then(({ io }) => {
    let wasConnected = false
    const socket = io({
      auth: (send) => send({ pageKey: pageKey() }),
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      reconnectionDelayMax: 3000,
    })
    socket.on('connect', () => {
      wasConnected = true
      setState('connected')
    })
    // The client does not reconnect if the server closed or rejected the connection.
    socket.on('disconnect', () => setState(socket.active ? 'lost' : 'refused'))
    socket.on('connect_error', ({ message }) => {
      if (socket.active) setState('lost')
      // A page that was connected stays open and preserves unsaved input.
      else if (message === NOT_SIGNED_IN && !wasConnected) redirectToLogin()
      else setState(message === TOO_MANY_PAGES ? 'crowded' : 'refused')
    })
    return socket
  })
  return socketPromise
}

export function connectionState(): ConnectionState {
  return state
}

export function subscribeConnectionState(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
