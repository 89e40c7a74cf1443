/**
 * Limits a socket's messages by role, rate and size, from their first characters. socket.io parses a whole message
 * before any of its middleware runs, and parsing megabytes blocks everybody else.
 */
import type { Failure } from '@/lib/contract/failure'
import { type RequestName, requests } from '@/lib/contract/socket'
import { isAllowedRequestName } from '../http/auth/permissions'
import type { Session } from '../http/auth/sessions'
import { RequestFailure, toFailure } from '../request-failure'
import type { Client } from './handlers/handler'
import { OPERATOR_RATE, SocketRateLimiter, VIEWER_RATE } from './rate-limiter'
import type { SocketServer } from './server'

export const MAX_REQUEST_BYTES = 8_000_000
/** A watcher names a run and an offset. */
export const MAX_VIEWER_MESSAGE_LENGTH = 1024
/** Enough for names and paths, each character escaped. */
const DEFAULT_MAX_LENGTH = 32 * 1024
/** Messages that carry files, tables, or the names of all hosts. */
const MAX_LENGTHS: Partial<Record<RequestName, number>> = {
  'clusters.create': MAX_REQUEST_BYTES,
  'clusters.save': MAX_REQUEST_BYTES,
  'hosts.import': MAX_REQUEST_BYTES,
  'hosts.keys': MAX_REQUEST_BYTES,
  'checks.run': 512 * 1024,
}
/** A message of this many characters counts as one request; a larger one as several. */
const CHARACTERS_PER_POINT = 80_000

type Connection = Client['conn']

interface Packet {
  type: string
  data?: unknown
}

interface RegisteredClient {
  session: Session
  pace: SocketRateLimiter
}

/** A message of the default namespace, as socket.io writes it. */
const EVENT = /^2(\d{0,15})\["([\w.-]{1,40})"[,\]]/
const ACKNOWLEDGEMENT = /^3\d{1,15}\[/
const CONNECT = /^0/
const DISCONNECT = /^1/

export class MessageLimits {
  readonly #clients = new WeakMap<Connection, RegisteredClient>()
  readonly #connecting = new WeakSet<Connection>()
  /** All sockets of a watcher's session share one. */
  readonly #viewerLimiters = new WeakMap<Session, SocketRateLimiter>()

  constructor(io: SocketServer) {
    io.engine.on('connection', (connection: Connection) => {
      // Emitted before the packet is handled, which has no effect once its type is another.
      connection.on('packet', (packet: Packet) => {
        if (packet.type === 'message' && !this.#isAllowed(connection, packet.data)) packet.type = 'noop'
      })
    })
  }

  /** Until then a connection may only join. */
  register(connection: Connection, session: Session): void {
    this.#clients.set(connection, { session, pace: this.#limiterOf(session) })
  }

  #limiterOf(session: Session): SocketRateLimiter {
    if (session.role === 'operator') return new SocketRateLimiter(OPERATOR_RATE)
    const pace = this.#viewerLimiters.get(session) ?? new SocketRateLimiter(VIEWER_RATE)
    this.#viewerLimiters.set(session, pace)
    return pace
  }

  /** Whether a message may be parsed; answers one that is refused, and closes a connection whose message no page sends. */
  #isAllowed(connection: Connection, message: unknown): boolean {
    const known = this.#clients.get(connection)
    const text = typeof message === 'string' ? message : ''
    const isShort = text.length <= MAX_VIEWER_MESSAGE_LENGTH
    if (isShort && CONNECT.test(text) && !this.#connecting.has(connection)) {
      // Pages join once; each joined socket has listeners and a timer of its own.
      this.#connecting.add(connection)
      return true
    }
    if (isShort && (DISCONNECT.test(text) || (known && ACKNOWLEDGEMENT.test(text)))) return true
    const [, id = '', name = ''] = EVENT.exec(text) ?? []
    if (!known || name === '') {
      connection.close()
      return false
    }
    const failure = rejectionOf(known, name, text.length)
    if (failure && id !== '') connection.send(`3${id}${JSON.stringify([{ ok: false, failure }])}`)
    return failure === undefined
  }
}

/** The rate comes first, so that refused messages count as well. */
function rejectionOf({ session, pace }: RegisteredClient, name: string, length: number): Failure | undefined {
  if (!pace.tryConsume(Math.ceil(length / CHARACTERS_PER_POINT))) return failureOf('too-many')
  if (!isRequestName(name) || !isAllowedRequestName(session, name)) return failureOf('not-allowed')
  const most =
    session.role === 'watcher' ? MAX_VIEWER_MESSAGE_LENGTH : (MAX_LENGTHS[name] ?? DEFAULT_MAX_LENGTH)
  return length > most ? failureOf('message-too-large', { request: name, most, length }) : undefined
}

const isRequestName = (name: string): name is RequestName => Object.hasOwn(requests, name)

const failureOf = (kind: RequestFailure['kind'], facts: RequestFailure['facts'] = {}): Failure =>
  toFailure(new RequestFailure(kind, facts), () => undefined)
