/** Creates the HTTP or HTTPS server, with the limits that apply before authentication, and renews its certificate. */
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

/** Timeouts for request headers. Bodies have none here, because an upload may be a package of gigabytes. */
export interface HeaderTimeouts {
  timeoutMs: number
  /** How often Node checks the connections. */
  checkIntervalMs: number
}

const HEADER_TIMEOUTS: HeaderTimeouts = { timeoutMs: 10_000, checkIntervalMs: 2_000 }
const HANDSHAKE_TIMEOUT_MS = 10_000
const KEEP_ALIVE_TIMEOUT_MS = 15_000
const MAX_HEADER_BYTES = 16 * 1024
/** A browser opens about ten connections, and one address may belong to an office. */
const LIMITS: ConnectionLimits = { max: 2_000, maxPerNetwork: 200 }
/** Editors and certificate tools write in several steps. */
const RELOAD_DEBOUNCE_MS = 500
const RENEWAL_CHECK_INTERVAL_MS = 3_600_000

export type Listener = HttpServer | HttpsServer

const SERVER_OPTIONS: ServerOptions = {
  requestTimeout: 0,
  keepAliveTimeout: KEEP_ALIVE_TIMEOUT_MS,
  maxHeaderSize: MAX_HEADER_BYTES,
}

/** Creates a server: TLS with a certificate, plain HTTP without. */
export function createListener(
  certificate?: Certificate,
  timeouts = HEADER_TIMEOUTS,
  limits = LIMITS,
): Listener {
  const serverOptions = {
    ...SERVER_OPTIONS,
    headersTimeout: timeouts.timeoutMs,
    connectionsCheckingInterval: timeouts.checkIntervalMs,
  }
  const server = certificate
    ? createHttps({
        ...serverOptions,
        ...certificate,
        minVersion: 'TLSv1.2',
        handshakeTimeout: HANDSHAKE_TIMEOUT_MS,
      })
    : createHttp(serverOptions)
  limiters.set(server, new ConnectionLimiter(server, limits, isLoopback))
  server.on('connection', (socket: Socket) => socket.setNoDelay(true))
  return server
}

const limiters = new WeakMap<Listener, ConnectionLimiter>()

/** Counts the request's connection against its session instead of its network; see ConnectionLimiter. */
export function assignConnection(server: Listener, { socket }: IncomingMessage, session: string): void {
  limiters.get(server)?.assignToSession(socket, `session ${session}`)
}

/** Starts listening. @returns the port. Throws system errors such as EADDRINUSE. */
export function listen(server: Listener, host: string, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject)
    server.listen(port, host, () => {
      server.off('error', reject)
      resolve((server.address() as AddressInfo).port)
    })
  })
}

/** Receives the renewed certificate, or the error that prevented the renewal. */
type OnReload = (error: unknown, certificate?: Certificate) => void

/** Reloads the user's certificate when its files change. @returns a function that stops watching */
export function watchCertificate(server: HttpsServer, paths: Certificate, onReload: OnReload): () => void {
  let debounce: NodeJS.Timeout | undefined
  const reload = () => {
    readCertificate(paths)
      .then((certificate) => {
        applyCertificate(server, certificate)
        onReload(undefined, certificate)
      })
      .catch((error: unknown) => onReload(error))
  }
  // Watch the folders: a rename replaces the file's inode, and a watch on the file would see nothing more.
  const watchers = [paths.cert, paths.key].map((path) =>
    watch(dirname(path), { persistent: false }, (_, name) => {
      // With symbolic links such as Kubernetes' `..data`, only the link in the same folder changes.
      if (name !== null && name !== basename(path) && !name.startsWith('..')) return
      clearTimeout(debounce)
      debounce = setTimeout(reload, RELOAD_DEBOUNCE_MS)
    }),
  )
  return () => {
    clearTimeout(debounce)
    for (const watcher of watchers) watcher.close()
  }
}

/**
 * Renews a self-signed certificate before it expires. Changed names or addresses do not trigger a renewal, because users
 * must accept each new certificate in their browsers. @returns a function that stops the timer
 */
export function scheduleRenewal(
  server: HttpsServer,
  first: Certificate,
  renew: () => Promise<Certificate>,
  onReload: OnReload,
  intervalMs = RENEWAL_CHECK_INTERVAL_MS,
): () => void {
  let current = first
  let isRenewing = false
  const renewIfNeeded = async () => {
    if (isRenewing || isFresh(current)) return
    isRenewing = true
    current = await renew().finally(() => {
      isRenewing = false
    })
    applyCertificate(server, current)
    onReload(undefined, current)
  }
  const timer = setInterval(() => renewIfNeeded().catch((error: unknown) => onReload(error)), intervalMs)
  timer.unref()
  return () => clearInterval(timer)
}

function applyCertificate(server: HttpsServer, certificate: Certificate): void {
  server.setSecureContext({ ...certificate, minVersion: 'TLSv1.2' })
}

/** Whether a host is a loopback address, which only this machine can reach. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIPv4(host) && host.startsWith('127.'))
