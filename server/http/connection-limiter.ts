/**
 * Limits the open connections. A new one is always accepted. Beyond the limit of a network, its oldest connection is
 * closed; beyond the total limit, the oldest of the session or network with the most. A flood does not lock others out.
 */
import type { Server, Socket } from 'node:net'
import { clientNetwork } from './client-address'

export interface ConnectionLimits {
  max: number
  /** Per network, for connections without a session; not applied to this machine's own. */
  maxPerNetwork: number
}

interface OpenConnection {
  socket: Socket
  owner: string
}

export class ConnectionLimiter {
  /** By the addresses of both ends, because TLS wraps the connection in another socket object. */
  readonly #open = new Map<string, OpenConnection>()
  /** The connections of each owner, oldest first. */
  readonly #keysByOwner = new Map<string, Set<string>>()

  constructor(
    server: Server,
    private readonly limits: ConnectionLimits,
    private readonly isUnlimited: (address: string) => boolean,
  ) {
    server.on('connection', (socket: Socket) => this.#accept(socket))
  }

  /** Counts a connection against a session instead of its network. */
  assignToSession(socket: Socket, session: string): void {
    const key = keyOf(socket)
    const open = this.#open.get(key)
    if (!open || open.owner === session) return
    this.#remove(key)
    this.#add(key, { ...open, owner: session })
  }

  #accept(socket: Socket): void {
    const address = socket.remoteAddress ?? ''
    const network = clientNetwork(address)
    const key = keyOf(socket)
    this.#add(key, { socket, owner: network })
    socket.once('close', () => this.#remove(key))
    const ofNetwork = this.#keysByOwner.get(network)
    if (ofNetwork && ofNetwork.size > this.limits.maxPerNetwork && !this.isUnlimited(address))
      this.#closeOldest(ofNetwork)
    if (this.#open.size > this.limits.max) {
      const [largest] = [...this.#keysByOwner.values()].sort((one, other) => other.size - one.size)
      if (largest) this.#closeOldest(largest)
    }
  }

  #closeOldest([oldestKey = '']: ReadonlySet<string>): void {
    this.#open.get(oldestKey)?.socket.destroy()
    this.#remove(oldestKey)
  }

  #add(key: string, open: OpenConnection): void {
    this.#open.set(key, open)
    const keys = this.#keysByOwner.get(open.owner) ?? new Set()
    this.#keysByOwner.set(open.owner, keys.add(key))
  }

  #remove(key: string): void {
    const open = this.#open.get(key)
    if (!open) return
    this.#open.delete(key)
    const keys = this.#keysByOwner.get(open.owner)
    keys?.delete(key)
    if (keys?.size === 0) this.#keysByOwner.delete(open.owner)
  }
}

const keyOf = ({ remoteAddress, remotePort, localAddress, localPort }: Socket): string =>
  [remoteAddress, remotePort, localAddress, localPort].join(' ')
