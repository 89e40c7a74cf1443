/**
 * Limits a socket's messages by role, rate and size, based on their first characters. socket.io parses a whole message
 * before it runs middleware, and parsing megabytes blocks all other clients.
 */
import type { Failure } from '@/lib/contract/failure'
import { type RequestName, requests } from '@/lib/contract/socket'
import { isAllowedRequestName } from '../http/auth/permissions'
import type { Session } from '../http/auth/sessions'
import { RequestFailure, toFailure } from '../request-failure'
import { type BucketRate, TokenBucket } from '../token-bucket'
import type { Client } from './handlers/handler'
import type { SocketServer } from './server'

export const MAX_REQUEST_BYTES = 8_000_000
/** A viewer's messages contain only a run and an offset. */
export const MAX_VIEWER_MESSAGE_LENGTH = 1024
/** Enough for names and paths with every character escaped. */
const DEFAULT_MAX_LENGTH = 32 * 1024
/** Requests with files, tables or the ids of all hosts. */
const MAX_LENGTHS: Partial<Record<RequestName, number>> = {
  'clusters.create': MAX_REQUEST_BYTES,
  'clusters.save': MAX_REQUEST_BYTES,
  'hosts.import': MAX_REQUEST_BYTES,
  'hosts.keys': MAX_REQUEST_BYTES,
  'checks.run': 512 * 1024,
}
/** Requests of one socket: above what pages send, and low enough that a broken page does no harm. */
const OPERATOR_RATE: BucketRate = { burst: 300, perSecond: 100 }
/** A viewer's page sends three requests when it loads. */
const VIEWER_RATE: BucketRate = { burst: 100, perSecond: 10 }
/** A longer message counts as several requests. */
const CHARACTERS_PER_POINT = 80_000

type Connection = Client['conn']

interface Packet {
  type: string
  data?: unknown
}

interface RegisteredClient {
  session: Session
  bucket: TokenBucket
}

/** An event in the default namespace, as socket.io encodes it. */
const EVENT = /^2(\d{0,15})\["([\w.-]{1,40})"[,\]]/
const ACKNOWLEDGEMENT = /^3\d{1,15}\[/
const CONNECT = /^0/
const DISCONNECT = /^1/

export class MessageLimits {
  readonly #clients = new WeakMap<Connection, RegisteredClient>()
  readonly #connecting = new WeakSet<Connection>()
  /** One limiter for all sockets of a viewer's session. */
  readonly #viewerLimiters = new WeakMap<Session, TokenBucket>()

  constructor(io: SocketServer) {
    io.engine.on('connection', (connection: Connection) => {
      // engine.io emits `packet` before it handles the packet, and ignores one whose type is `noop`.
      connection.on('packet', (packet: Packet) => {
        if (packet.type === 'message' && !this.#isAllowed(connection, packet.data)) packet.type = 'noop'
      })
    })
  }

  /** Allows requests on a connection; before that, it may only connect to the namespace. */
  register(connection: Connection, session: Session): void {
    this.#clients.set(connection, { session, bucket: this.#limiterOf(session) })
  }

  #limiterOf(session: Session): TokenBucket {
    if (session.role === 'operator') return new TokenBucket(OPERATOR_RATE)
    const bucket = this.#viewerLimiters.get(session) ?? new TokenBucket(VIEWER_RATE)
    this.#viewerLimiters.set(session, bucket)
    return bucket
  }

  /** Whether a message may be parsed. Answers a rejected request, and closes a connection that sends a malformed one. */
  #isAllowed(connection: Connection, message: unknown): boolean {
    const client = this.#clients.get(connection)
    const text = typeof message === 'string' ? message : ''
    const isShort = text.length <= MAX_VIEWER_MESSAGE_LENGTH
    if (isShort && CONNECT.test(text) && !this.#connecting.has(connection)) {
      // A page connects once. Each connect adds listeners and a timer.
      this.#connecting.add(connection)
      return true
    }
    if (isShort && (DISCONNECT.test(text) || (client && ACKNOWLEDGEMENT.test(text)))) return true
    const [, id = '', name = ''] = EVENT.exec(text) ?? []
    if (!client || name === '') {
      connection.close()
      return false
    }
    const failure = rejectionOf(client, name, text.length)
    if (failure && id !== '') connection.send(`3${id}${JSON.stringify([{ ok: false, failure }])}`)
    return failure === undefined
  }
}

/** Checks the rate first, so that rejected messages count as well. */
function rejectionOf(
  { session, bucket }: RegisteredClient,
  name: string,
  length: number,
): Failure | undefined {
  if (!bucket.tryConsume(Math.ceil(length / CHARACTERS_PER_POINT))) return failureOf('too-many')
  if (!isRequestName(name) || !isAllowedRequestName(session, name)) return failureOf('not-allowed')
  const maxLength =
    session.role === 'viewer' ? MAX_VIEWER_MESSAGE_LENGTH : (MAX_LENGTHS[name] ?? DEFAULT_MAX_LENGTH)
  return length > maxLength
    ? failureOf('message-too-large', { request: name, most: maxLength, length })
    : undefined
}

const isRequestName = (name: string): name is RequestName => Object.hasOwn(requests, name)

const failureOf = (kind: RequestFailure['kind'], facts: RequestFailure['facts'] = {}): Failure =>
  toFailure(new RequestFailure(kind, facts), () => undefined)
