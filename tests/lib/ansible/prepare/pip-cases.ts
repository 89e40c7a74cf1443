/** Ways in which the packages of a preparation cannot be installed. */
import { createServer } from 'node:net'
import type { PackageSource } from '@/lib/ansible/prepare/plan'
import { indexOf, listen, serve, serveTls } from './package-index'
import { makeWheel } from './preparations'

export interface PipCase {
  packages: PackageSource
  /** Default: ansible-core. */
  requirement?: string
  environment?: Record<string, string>
}

type Folder = (...names: string[]) => string

const SIGN_IN = '<!DOCTYPE html><html><title>Sign in</title><body><a href="/help">Help</a></body></html>'
/** The discard port, at which nothing listens. */
const CLOSED = '127.0.0.1:9'
const THROUGH_PROXY = { NO_PROXY: '', no_proxy: '' }

const index = (host: string, protocol = 'http'): PackageSource => ({
  kind: 'index',
  url: `${protocol}://${host}/simple`,
})

/** An index of one wheel of ansible-core. */
async function wheelIndex(folder: Folder, attributes = '') {
  await makeWheel(folder('index'), 'ansible-core', '2.18.0')
  return indexOf(folder('index'), () => attributes)
}

/** Starts what a case needs. @param folder for its files */
export const PIP_CASES: Readonly<Record<string, (folder: Folder) => Promise<PipCase>>> = {
  'web page': async () => {
    const host = await serve((_, response) => response.setHeader('content-type', 'text/html').end(SIGN_IN))
    return { packages: index(host) }
  },
  'other content': async () => {
    const host = await serve((_, response) => response.setHeader('content-type', 'application/pdf').end('x'))
    return { packages: index(host) }
  },
  ...Object.fromEntries(
    [401, 404, 503].map((status) => [
      `status ${status}`,
      async () => ({ packages: index(await serve((_, response) => response.writeHead(status).end())) }),
    ]),
  ),
  'no response': async () => ({
    packages: index(await listen(createServer((socket) => socket.on('error', () => undefined)))),
  }),
  'connection refused': async () => ({ packages: index(CLOSED) }),
  'unknown name': async () => ({ packages: index('mirror.invalid') }),
  'untrusted certificate': async (folder) => ({
    packages: index(await serveTls(folder(), (_, response) => response.end()), 'https'),
  }),
  'untrusted host': async () => ({
    packages: index('mirror.invalid'),
    environment: { PIP_TRUSTED_HOST: '' },
  }),
  'proxy refuses connections': async () => ({
    packages: index('mirror.invalid', 'https'),
    environment: { HTTPS_PROXY: `http://${CLOSED}`, ...THROUGH_PROXY },
  }),
  'proxy requires a password': async () => {
    const proxy = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.once('data', () => socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n'))
    })
    const environment = { HTTPS_PROXY: `http://${await listen(proxy)}`, ...THROUGH_PROXY }
    return { packages: index('mirror.invalid', 'https'), environment }
  },
  'wrong hash': async (folder) => ({
    packages: index(await serve(await wheelIndex(folder, `#sha256=${'0'.repeat(64)}`))),
  }),
  'damaged wheel': async (folder) => {
    const wheels = await wheelIndex(folder)
    const host = await serve((request, response) =>
      request.url?.startsWith('/files') ? response.end(SIGN_IN) : wheels(request, response),
    )
    return { packages: index(host) }
  },
  'stalled download': async (folder) => {
    const wheels = await wheelIndex(folder)
    const host = await serve((request, response) =>
      request.url?.startsWith('/files')
        ? void response.setHeader('content-length', '1000').write('PK')
        : wheels(request, response),
    )
    return { packages: index(host) }
  },
  'other Python required': async (folder) => ({
    packages: index(await serve(await wheelIndex(folder, '" data-requires-python="&gt;=3.99'))),
  }),
  'wheels for another Python': async (folder) => {
    await makeWheel(folder('cp34'), 'ansible-core', '2.18.0', { tag: 'cp34-cp34-any' })
    return { packages: { kind: 'wheelhouse', folder: folder('cp34') } }
  },
  'missing wheel': async (folder) => {
    await makeWheel(folder('netaddr'), 'netaddr', '1.3.0')
    return { packages: { kind: 'wheelhouse', folder: folder('netaddr') } }
  },
  'missing version': async (folder) => ({
    packages: index(await serve(await wheelIndex(folder))),
    requirement: 'ansible-core==2.99.0',
  }),
}
