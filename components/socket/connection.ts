import type { Socket } from 'socket.io-client'

/**
 * `refused`: the server answered, but does not let this browser in (its token is missing or of an earlier server).
 */
export type ConnectionState = 'connecting' | 'connected' | 'lost' | 'refused'

let state: ConnectionState = 'connecting'
let opening: Promise<Socket> | undefined
const listeners = new Set<() => void>()

function become(next: ConnectionState): void {
  if (next === state) return
  state = next
  for (const listener of listeners) listener()
}

/** The one connection of this page. The client is loaded when it is first needed, after the first paint. */
export function connection(): Promise<Socket> {
  opening ??= import('socket.io-client').then(({ io }) => {
    const socket = io({
      transports: ['websocket', 'polling'],
      tryAllTransports: true,
      reconnectionDelayMax: 3000,
    })
    socket.on('connect', () => become('connected'))
    socket.on('disconnect', () => become('lost'))
    socket.on('connect_error', () => become(socket.active ? 'lost' : 'refused'))
    return socket
  })
  return opening
}

export function connectionState(): ConnectionState {
  return state
}

export function onConnectionState(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}
