/** The wizard's server: the door, Next's pages and the socket on one port. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { guard } from './auth/guard'
import { loadAccess } from './auth/token'
import type { Engine } from './engine'
import { productFolder } from './product-folder'
import { provideEngine } from './seam'
import { attachSocket } from './socket'

export interface ServeOptions {
  host: string
  port: number
  /** Compile pages as they are asked for; for work on Taskbox itself. */
  dev: boolean
}

export interface Wizard {
  /** The address to open, with the token. */
  address: string
  close(): Promise<void>
}

const CLOSE_WITHIN_MS = 3_000

/** Starts listening, and only then prepares Next, so that a taken port is known at once. Throws EADDRINUSE and the like. */
export async function startWizard(engine: Engine, options: ServeOptions): Promise<Wizard> {
  const access = await loadAccess(join(engine.dataFolder, 'token'))
  provideEngine(engine)
  const http = createServer()
  const port = await listen(http, options)
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
  http.on('request', (request, response) => {
    // The socket's own requests come through its own door (`allowRequest`).
    if (request.url?.startsWith('/socket.io/')) return
    if (!guard(request, response, access)) return
    ready
      .then(() => handle(request, response))
      .catch((error: unknown) => {
        engine.log.error({ err: error }, 'page failed')
        if (!response.headersSent) response.writeHead(500)
        response.end()
      })
  })
  await ready
  const io = attachSocket(http, engine, access)
  http.on('connection', (socket) => socket.setNoDelay(true))
  return {
    address: `http://${shown(options.host)}:${port}/?token=${access.token}`,
    close: () =>
      close(
        http,
        () => io.close(),
        () => app.close(),
      ),
  }
}

/**
 * Next and React choose their build by NODE_ENV when they are loaded, so it must be set before; no other command loads
 * them. Telemetry would be a request to somebody outside.
 */
async function loadNext(dev: boolean) {
  Object.assign(process.env, { NODE_ENV: dev ? 'development' : 'production', NEXT_TELEMETRY_DISABLED: '1' })
  return (await import('next')).default
}

function listen(http: Server, { host, port }: ServeOptions): Promise<number> {
  return new Promise((resolve, reject) => {
    http.once('error', reject)
    http.listen(port, host, () => {
      http.off('error', reject)
      resolve((http.address() as AddressInfo).port)
    })
  })
}

/** A host as it stands in an address: IPv6 in brackets, a wildcard as the loopback that it includes. */
function shown(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return host.includes(':') ? `[${host}]` : host
}

async function close(http: Server, ...parts: (() => Promise<unknown>)[]): Promise<void> {
  http.closeAllConnections()
  const all = Promise.allSettled(parts.map((part) => part()))
  await Promise.race([all, new Promise((resolve) => setTimeout(resolve, CLOSE_WITHIN_MS).unref())])
}
