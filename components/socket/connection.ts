import type { Socket } from 'socket.io-client'
import { NOT_SIGNED_IN, TOO_MANY_PAGES } from '@/lib/contract/handshake'
import { pageKey, redirectToLogin } from './page-key'

/**
 * `refused`: the server answered, but does not let this browser in: its token is missing or of an earlier server, or
 * its session has ended. `crowded`: it lets no more pages of this browser's session in.
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

/** The one connection of this page. The client is loaded when it is first needed, after the first paint. */
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
    // One that the server ended, or did not begin, is not tried again.
    socket.on('disconnect', () => setState(socket.active ? 'lost' : 'refused'))
    socket.on('connect_error', ({ message }) => {
      if (socket.active) setState('lost')
      // A page that was in use stays, with what is typed in it.
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
