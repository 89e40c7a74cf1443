/** The wizard's server: authentication, the routes of `/api`, Next's pages and the socket on one port. */
import { Server as HttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { PAGE_KEY_HEADER } from '@/lib/contract/handshake'
import { appRoot } from './app-root'
import type { Engine } from './engine'
import { assignConnections } from './http/auth/assign-connections'
import { openAuth } from './http/auth/auth'
import { AuthMiddleware } from './http/auth/middleware'
import {
  type Certificate,
  dnsNames,
  fingerprint,
  readCertificate,
  selfSignedCertificate,
} from './http/certificate'
import {
  createListener,
  isLoopback,
  type Listener,
  listen,
  scheduleRenewal,
  watchCertificate,
} from './http/listener'
import { type Handler, requestListener } from './http/request-listener'
import { createRouter } from './http/router'
import { serveStaticFiles } from './http/static-files'
import { attachSocket } from './socket'

export interface ServeOptions {
  host: string
  port: number
  /** Compile pages on request; for development of Taskbox. */
  dev: boolean
  /**
   * `auto`: TLS unless the address is loopback. `never`: for a reverse proxy that terminates TLS. Paths: the user's
   * certificate, reloaded when it is renewed.
   */
  tls: 'auto' | 'always' | 'never' | Certificate
  /** Additional host names that the server accepts. */
  hostNames: readonly string[]
}

export interface Wizard {
  /** Address to open, with the token unless a password is set; see `Credentials`. */
  address: string
  /** SHA-256 fingerprint of the certificate, as shown by browsers; undefined for plain HTTP. */
  fingerprint: string | undefined
  close(): Promise<void>
}

const CLOSE_TIMEOUT_MS = 3_000

/**
 * Starts listening before it prepares Next, so that a port in use fails immediately; pages that are requested before it is
 * ready wait. Throws EADDRINUSE and similar.
 */
export async function startWizard(engine: Engine, options: ServeOptions): Promise<Wizard> {
  const certificate = await certificateFor(engine, options)
  const auth = await openAuth(engine.dataFolder)
  // Create the audit log as the serving user: if root's commands created it first, this process could not write to it.
  await engine.audit.prepare()
  const http = createListener(certificate)
  const port = await listen(http, options.host, options.port)
  const { address } = http.address() as AddressInfo
  const loopback = isLoopback(address) ? urlHost(address) : undefined
  // The self-signed certificate contains the names of this machine, which a loopback listener does not serve.
  const hasServedNames = certificate && (loopback === undefined || typeof options.tls === 'object')
  const middleware = new AuthMiddleware({
    ...auth,
    audit: engine.audit,
    tls: certificate !== undefined,
    dev: options.dev,
    hostNames: [...options.hostNames, ...(hasServedNames ? dnsNames(certificate) : [])],
    loopback,
  })
  const starting = startNext(http, port, options)
  const page: Handler = async (request, response) => {
    const { handle } = await starting
    await handle(request, response)
    return true
  }
  const router = createRouter(engine, (request) =>
    middleware.authenticate(request, request.headers[PAGE_KEY_HEADER]),
  )
  const handlers = [...(options.dev ? [] : [serveStaticFiles(appRoot())]), router, page]
  const assignConnection = assignConnections(http, middleware)
  // Before anything is awaited: nobody would answer a request that arrives without these listeners.
  http.on('request', requestListener(middleware, handlers, engine.log))
  const io = attachSocket(http, engine, { auth, middleware, assignConnection })
  const { app } = await starting
  const stopWatching = keepCertificateCurrent(http, engine, options, certificate)
  // Create the token last, because it invalidates the previously printed one.
  const token = (await auth.credentials.hasPassword()) ? '' : `?token=${await auth.credentials.createToken()}`
  const scheme = certificate ? 'https' : 'http'
  return {
    address: `${scheme}://${loopback ?? urlHost(options.host)}:${port}/${token}`,
    fingerprint: certificate && fingerprint(certificate),
    close: () => {
      stopWatching()
      return close(
        http,
        () => io.close(),
        () => app.close(),
      )
    },
  }
}

async function certificateFor(
  { dataFolder, vault }: Engine,
  { tls, host }: ServeOptions,
): Promise<Certificate | undefined> {
  if (typeof tls === 'object') return readCertificate(tls)
  if (tls === 'never' || (tls === 'auto' && isLoopback(host))) return undefined
  return selfSignedCertificate(dataFolder, host, vault)
}

/** Reloads the user's certificate when it changes, or renews the self-signed one. @returns a function that stops watching */
function keepCertificateCurrent(
  http: Listener,
  engine: Engine,
  { tls, host }: ServeOptions,
  certificate: Certificate | undefined,
): () => void {
  if (!certificate || !(http instanceof HttpsServer)) return () => undefined
  const onRenewal = (error: unknown, renewed?: Certificate) => {
    if (renewed) engine.log.warn({ fingerprint: fingerprint(renewed) }, 'certificate renewed')
    else engine.log.error({ err: error }, 'certificate not renewed')
  }
  if (typeof tls === 'object') return watchCertificate(http, tls, onRenewal)
  return scheduleRenewal(
    http,
    certificate,
    () => selfSignedCertificate(engine.dataFolder, host, engine.vault),
    onRenewal,
  )
}

/**
 * Next and React select their build by NODE_ENV when they are loaded, so it is set first. No other command loads them.
 * Telemetry is disabled: Taskbox sends no requests to third parties.
 */
async function startNext(http: Listener, port: number, { dev, host }: Pick<ServeOptions, 'dev' | 'host'>) {
  Object.assign(process.env, { NODE_ENV: dev ? 'development' : 'production', NEXT_TELEMETRY_DISABLED: '1' })
  const { default: next } = await import('next')
  const app = next({
    dev,
    dir: appRoot(),
    hostname: host,
    port,
    httpServer: http,
    quiet: false,
    ...(dev ? { customServer: true } : {}),
  })
  await app.prepare()
  return { app, handle: app.getRequestHandler() }
}

/** Formats a host for a URL: IPv6 in brackets, a wildcard as loopback. */
function urlHost(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return host.includes(':') ? `[${host}]` : host
}

async function close(http: Listener, ...parts: (() => Promise<unknown>)[]): Promise<void> {
  http.closeAllConnections()
  const all = Promise.allSettled(parts.map((part) => part()))
  await Promise.race([all, new Promise((resolve) => setTimeout(resolve, CLOSE_TIMEOUT_MS).unref())])
}
