/**
 * Bounds how many connections are open. A new one is always accepted: beyond a limit, the oldest of the same network is
 * closed, or overall the oldest of the session or network that has the most. Opening many locks nobody out.
 */
import type { Server, Socket } from 'node:net'
import { clientNetwork } from './client-address'

export interface ConnectionLimits {
  most: number
  /** Of one network without a session, unless it is this machine's own. */
  mostOfOne: number
}

interface OpenConnection {
  socket: Socket
  who: string
}

export class ConnectionLimiter {
  /** By both ends' address, since TLS hands on another socket for the same connection. */
  readonly #open = new Map<string, OpenConnection>()
  /** The keys of each one's connections, oldest first. */
  readonly #keysByOwner = new Map<string, Set<string>>()

  constructor(
    server: Server,
    private readonly limits: ConnectionLimits,
    private readonly isUnlimited: (address: string) => boolean,
  ) {
    server.on('connection', (socket: Socket) => this.#accept(socket))
  }

  /** From now on a connection counts as that session's, and no longer as its network's. */
  assignToSession(socket: Socket, session: string): void {
    const key = keyOf(socket)
    const open = this.#open.get(key)
    if (!open || open.who === session) return
    this.#remove(key)
    this.#add(key, { ...open, who: session })
  }

  #accept(socket: Socket): void {
    const address = socket.remoteAddress ?? ''
    const network = clientNetwork(address)
    const key = keyOf(socket)
    this.#add(key, { socket, who: network })
    socket.once('close', () => this.#remove(key))
    const mine = this.#keysByOwner.get(network)
    if (mine && mine.size > this.limits.mostOfOne && !this.isUnlimited(address)) this.#closeOldest(mine)
    if (this.#open.size > this.limits.most) {
      const [most] = [...this.#keysByOwner.values()].sort((one, other) => other.size - one.size)
      if (most) this.#closeOldest(most)
    }
  }

  #closeOldest([oldest = '']: ReadonlySet<string>): void {
    this.#open.get(oldest)?.socket.destroy()
    this.#remove(oldest)
  }

  #add(key: string, open: OpenConnection): void {
    this.#open.set(key, open)
    const keys = this.#keysByOwner.get(open.who) ?? new Set()
    this.#keysByOwner.set(open.who, keys.add(key))
  }

  #remove(key: string): void {
    const open = this.#open.get(key)
    if (!open) return
    this.#open.delete(key)
    const keys = this.#keysByOwner.get(open.who)
    keys?.delete(key)
    if (keys?.size === 0) this.#keysByOwner.delete(open.who)
  }
}

const keyOf = ({ remoteAddress, remotePort, localAddress, localPort }: Socket): string =>
  [remoteAddress, remotePort, localAddress, localPort].join(' ')
