/**
 * Limits a socket's messages by role, rate and size, from their first characters. socket.io parses a whole message
 * before any of its middleware runs, and parsing megabytes blocks everybody else.
 */
import type { Failure } from '@/lib/contract/failure'
import { type RequestName, requests } from '@/lib/contract/socket'
import { mayEverAsk } from '../auth/permissions'
import type { Session } from '../auth/sessions'
import { RequestFailure, toFailure } from '../request-failure'
import type { Client } from './handlers'
import type { SocketServer } from './handshake'
import { OPERATOR_PACE, Pace, WATCHER_PACE } from './pace'

export const MAX_REQUEST_BYTES = 8_000_000
/** A watcher names a run and an offset. */
export const MOST_OF_A_WATCHER = 1024
/** Enough for names and paths, each character escaped. */
const USUAL = 32 * 1024
/** Messages that carry files, tables, or the names of all hosts. */
const LARGER: Partial<Record<RequestName, number>> = {
  'clusters.create': MAX_REQUEST_BYTES,
  'clusters.save': MAX_REQUEST_BYTES,
  'hosts.import': MAX_REQUEST_BYTES,
  'hosts.keys': MAX_REQUEST_BYTES,
  'checks.run': 512 * 1024,
}
/** A message of this many characters counts as one request; a larger one as several. */
const CHARACTERS_A_REQUEST = 80_000

type Connection = Client['conn']

interface Packet {
  type: string
  data?: unknown
}

interface Known {
  session: Session
  pace: Pace
}

/** A message of the default namespace, as socket.io writes it. */
const EVENT = /^2(\d{0,15})\["([\w.-]{1,40})"[,\]]/
const ACKNOWLEDGEMENT = /^3\d{1,15}\[/
const CONNECT = /^0/
const DISCONNECT = /^1/

export class MessageLimits {
  readonly #known = new WeakMap<Connection, Known>()
  readonly #connecting = new WeakSet<Connection>()
  /** All sockets of a watcher's session share one. */
  readonly #watchers = new WeakMap<Session, Pace>()

  constructor(io: SocketServer) {
    io.engine.on('connection', (connection: Connection) => {
      // Emitted before the packet is handled, which has no effect once its type is another.
      connection.on('packet', (packet: Packet) => {
        if (packet.type === 'message' && !this.#passes(connection, packet.data)) packet.type = 'noop'
      })
    })
  }

  /** Until then a connection may only join. */
  know(connection: Connection, session: Session): void {
    this.#known.set(connection, { session, pace: this.#paceOf(session) })
  }

  #paceOf(session: Session): Pace {
    if (session.role === 'operator') return new Pace(OPERATOR_PACE)
    const pace = this.#watchers.get(session) ?? new Pace(WATCHER_PACE)
    this.#watchers.set(session, pace)
    return pace
  }

  /** Whether a message may be parsed; answers one that is refused, and closes a connection whose message no page sends. */
  #passes(connection: Connection, message: unknown): boolean {
    const known = this.#known.get(connection)
    const text = typeof message === 'string' ? message : ''
    const isShort = text.length <= MOST_OF_A_WATCHER
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
    const failure = refusal(known, name, text.length)
    if (failure && id !== '') connection.send(`3${id}${JSON.stringify([{ ok: false, failure }])}`)
    return failure === undefined
  }
}

/** The rate comes first, so that refused messages count as well. */
function refusal({ session, pace }: Known, name: string, length: number): Failure | undefined {
  if (!pace.admits(Math.ceil(length / CHARACTERS_A_REQUEST))) return failureOf('too-many')
  if (!isRequest(name) || !mayEverAsk(session, name)) return failureOf('not-allowed')
  const most = session.role === 'watcher' ? MOST_OF_A_WATCHER : (LARGER[name] ?? USUAL)
  return length > most ? failureOf('message-too-large', { request: name, most, length }) : undefined
}

const isRequest = (name: string): name is RequestName => Object.hasOwn(requests, name)

const failureOf = (kind: RequestFailure['kind'], facts: RequestFailure['facts'] = {}): Failure =>
  toFailure(new RequestFailure(kind, facts), () => undefined)
