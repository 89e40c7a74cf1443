/** The wizard's server: auth, the routes of `/api`, Next's pages and the socket on one port. */
import { Server as HttpsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { PAGE_KEY_HEADER } from '@/lib/contract/handshake'
import type { Engine } from './engine'
import { openAuth } from './http/auth/auth'
import { claimConnections } from './http/auth/claim-connections'
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
  followCertificate,
  isLoopback,
  type Listener,
  listen,
  scheduleRenewal,
} from './http/listener'
import { type Handler, requestListener } from './http/request-listener'
import { createRouter } from './http/router'
import { serveStaticFiles } from './http/static-files'
import { productFolder } from './product-folder'
import { attachSocket } from './socket'

export interface ServeOptions {
  host: string
  port: number
  /** Compile pages as they are asked for; for work on Taskbox itself. */
  dev: boolean
  /**
   * `auto`: TLS unless only this machine can reach the address; `never` off the loopback is for whoever has TLS in
   * front of it. Paths: the user's own certificate, taken anew when it is renewed.
   */
  tls: 'auto' | 'always' | 'never' | Certificate
  /** Names beside this machine's own by which it may be asked for. */
  hostNames: readonly string[]
}

export interface Wizard {
  /** The address to open, with the token where there is one; see `Access`. */
  address: string
  /** SHA-256 of the certificate, as browsers show it; undefined: plain HTTP. */
  fingerprint: string | undefined
  close(): Promise<void>
}

const CLOSE_TIMEOUT_MS = 3_000

/** Starts listening, and only then prepares Next, so that a taken port is known at once. Throws EADDRINUSE and the like. */
export async function startWizard(engine: Engine, options: ServeOptions): Promise<Wizard> {
  const certificate = await certificateFor(engine, options)
  const auth = await openAuth(engine.dataFolder)
  // As whoever serves: a command of root's that was the first to write there would keep this process out.
  await engine.audit.prepare()
  const http = createListener(certificate)
  const port = await listen(http, options.host, options.port)
  const { address } = http.address() as AddressInfo
  const loopback = isLoopback(address) ? inAddress(address) : undefined
  // Its own certificate names this machine, whose names are not served on the loopback.
  const certified = certificate && (loopback === undefined || typeof options.tls === 'object')
  const door = new AuthMiddleware({
    ...auth,
    audit: engine.audit,
    tls: certificate !== undefined,
    dev: options.dev,
    hostNames: [...options.hostNames, ...(certified ? dnsNames(certificate) : [])],
    loopback,
  })
  const app = (await loadNext(options.dev))({
    dev: options.dev,
    dir: productFolder(),
    hostname: options.host,
    port,
    httpServer: http,
    quiet: false,
    ...(options.dev ? { customServer: true } : {}),
  })
  const handle = app.getRequestHandler()
  const ready = app.prepare()
  const page: Handler = async (request, response) => {
    await ready
    await handle(request, response)
    return true
  }
  const router = createRouter(engine, (request) =>
    door.authenticate(request, request.headers[PAGE_KEY_HEADER]),
  )
  const handlers = [...(options.dev ? [] : [serveStaticFiles(productFolder())]), router, page]
  const attachSession = claimConnections(http, door)
  http.on('request', requestListener(door, handlers, engine.log))
  await ready
  const io = attachSocket(http, engine, { auth, door, claim: attachSession })
  const stopFollowing = follow(http, engine, options, certificate)
  // The token is made last: one that was printed before lets nobody in from then on.
  const token = (await auth.access.hasPassword()) ? '' : `?token=${await auth.access.createToken()}`
  const scheme = certificate ? 'https' : 'http'
  return {
    address: `${scheme}://${loopback ?? inAddress(options.host)}:${port}/${token}`,
    fingerprint: certificate && fingerprint(certificate),
    close: () => {
      stopFollowing()
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

/** Takes a renewed certificate, be it the user's or one's own. */
function follow(
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
  if (typeof tls === 'object') return followCertificate(http, tls, onRenewal)
  return scheduleRenewal(
    http,
    certificate,
    () => selfSignedCertificate(engine.dataFolder, host, engine.vault),
    onRenewal,
  )
}

/**
 * Next and React choose their build by NODE_ENV when they are loaded, so it must be set before; no other command loads
 * them. Telemetry would be a request to somebody outside.
 */
async function loadNext(dev: boolean) {
  Object.assign(process.env, { NODE_ENV: dev ? 'development' : 'production', NEXT_TELEMETRY_DISABLED: '1' })
  return (await import('next')).default
}

/** A host as it stands in an address: IPv6 in brackets, a wildcard as the loopback that it includes. */
function inAddress(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return host.includes(':') ? `[${host}]` : host
}

async function close(http: Listener, ...parts: (() => Promise<unknown>)[]): Promise<void> {
  http.closeAllConnections()
  const all = Promise.allSettled(parts.map((part) => part()))
  await Promise.race([all, new Promise((resolve) => setTimeout(resolve, CLOSE_TIMEOUT_MS).unref())])
}
