/**
 * The port: plain HTTP on the loopback, TLS everywhere else. Bounds on what a stranger can hold open are set here, since
 * they hold before anybody has said who he is.
 */
import { watch } from 'node:fs'
import {
  createServer as createHttp,
  type Server as HttpServer,
  type IncomingMessage,
  type ServerOptions,
} from 'node:http'
import { createServer as createHttps, type Server as HttpsServer } from 'node:https'
import { type AddressInfo, isIPv4, type Socket } from 'node:net'
import { basename, dirname } from 'node:path'
import { type Certificate, isFresh, readCertificate } from './certificate'
import { ConnectionLimiter, type ConnectionLimits } from './connection-limiter'

/** How long headers may take. A body may be a package of gigabytes, so it has no limit here. */
export interface HeaderTimeouts {
  withinMs: number
  /** How often the connections are checked. */
  checkMs: number
}

const HEADER_TIMEOUTS: HeaderTimeouts = { withinMs: 10_000, checkMs: 2_000 }
const HANDSHAKE_TIMEOUT_MS = 10_000
const KEEP_ALIVE_TIMEOUT_MS = 15_000
const MAX_HEADER_BYTES = 16 * 1024
/** A browser opens about ten; behind one address there may be an office. */
const LIMITS: ConnectionLimits = { most: 2_000, mostOfOne: 200 }
/** Editors and certificate tools write a file in steps. */
const RELOAD_DEBOUNCE_MS = 500
const RENEWAL_CHECK_INTERVAL_MS = 3_600_000

export type Listener = HttpServer | HttpsServer

const SERVER_OPTIONS: ServerOptions = {
  requestTimeout: 0,
  keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
  maxHeaderSize: MAX_HEADER_BYTES,
}

/** With a certificate TLS, without one plain HTTP. */
export function createListener(
  certificate?: Certificate,
  waits = HEADER_TIMEOUTS,
  limits = LIMITS,
): Listener {
  const bounds = {
    ...SERVER_OPTIONS,
    headersTimeout: waits.withinMs,
    connectionsCheckingInterval: waits.checkMs,
  }
  const server = certificate
    ? createHttps({
        ...bounds,
        ...certificate,
        minVersion: 'TLSv1.2',
        handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      })
    : createHttp(bounds)
  connections.set(server, new ConnectionLimiter(server, limits, isLoopback))
  server.on('connection', (socket: Socket) => socket.setNoDelay(true))
  return server
}

const connections = new WeakMap<Listener, ConnectionLimiter>()

/** Whoever opens very many connections keeps none of a session's out; see `Connections`. */
export function assignConnection(server: Listener, { socket }: IncomingMessage, session: string): void {
  connections.get(server)?.assignToSession(socket, `session ${session}`)
}

/** Resolves with the port. Throws EADDRINUSE and the like. */
export function listen(server: Listener, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve((server.address() as AddressInfo).port)
    })
  })
}

/** Hears of a renewed certificate, or why it was not taken. */
type OnReload = (error: unknown, certificate?: Certificate) => void

/** Takes a renewed certificate without a restart. Returns how to stop. */
export function followCertificate(server: HttpsServer, paths: Certificate, told: OnReload): () => void {
  let settling: NodeJS.Timeout | undefined
  const reload = () => {
    readCertificate(paths)
      .then((certificate) => {
        applyCertificate(server, certificate)
        told(undefined, certificate)
      })
      .catch((error: unknown) => told(error))
  }
  // A file that is replaced by a rename is another file: the folder is what stays.
  const watchers = [paths.cert, paths.key].map((path) =>
    watch(dirname(path), { persistent: false }, (_, name) => {
      // Links such as Let's Encrypt's `live` or Kubernetes' `..data` change beside the name that was given.
      if (name !== null && name !== basename(path) && !name.startsWith('..')) return
      clearTimeout(settling)
      settling = setTimeout(reload, RELOAD_DEBOUNCE_MS)
    }),
  )
  return () => {
    clearTimeout(settling)
    for (const watcher of watchers) watcher.close()
  }
}

/**
 * Renews a certificate of one's own before it runs out, without a restart. Not for names or addresses that have changed
 * since: a new certificate has to be accepted by every browser. Returns how to stop.
 */
export function scheduleRenewal(
  server: HttpsServer,
  first: Certificate,
  renew: () => Promise<Certificate>,
  told: OnReload,
  everyMs = RENEWAL_CHECK_INTERVAL_MS,
): () => void {
  let present = first
  let isRenewing = false
  const look = async () => {
    if (isRenewing || isFresh(present)) return
    isRenewing = true
    present = await renew().finally(() => {
      isRenewing = false
    })
    applyCertificate(server, present)
    told(undefined, present)
  }
  const looking = setInterval(() => look().catch((error: unknown) => told(error)), everyMs)
  looking.unref()
  return () => clearInterval(looking)
}

function applyCertificate(server: HttpsServer, certificate: Certificate): void {
  server.setSecureContext({ ...certificate, minVersion: 'TLSv1.2' })
}

/** Whether only this machine can reach an address. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'))
