/** Servers on loopback in the place of a package index. */
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { createServer, type RequestListener } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo, Server as NetServer } from 'node:net'
import path from 'node:path'
import { afterAll } from 'vitest'

const servers: NetServer[] = []

/** Call it once in a file: closes its servers after its tests. */
export function closeServers(): void {
  afterAll(() => {
    for (const server of servers.splice(0)) server.close()
  })
}

/** Listens until the end of the file's tests. Resolves with `127.0.0.1:PORT`. */
export async function listen(server: NetServer): Promise<string> {
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return `127.0.0.1:${port}`
}

export function serve(handler: RequestListener): Promise<string> {
  return listen(createServer(handler))
}

/** A server whose certificate nobody has signed. @param folder for its key */
export function serveTls(folder: string, handler: RequestListener): Promise<string> {
  const [key, cert] = [path.join(folder, 'key.pem'), path.join(folder, 'cert.pem')]
  const subject = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1']
  const options = [
    'req',
    '-x509',
    '-newkey',
    'rsa:2048',
    '-nodes',
    '-days',
    '1',
    '-keyout',
    key,
    '-out',
    cert,
  ]
  execFileSync('openssl', [...options, ...subject], { stdio: 'ignore' })
  return listen(createTlsServer({ key: readFileSync(key), cert: readFileSync(cert) }, handler))
}

/**
 * An index of a folder with wheels, as in PEP 503. @param attributes of each link, such as its hash
 */
export function indexOf(folder: string, attributes: (file: string) => string = () => ''): RequestListener {
  return ({ url = '' }, response) => {
    const name = path.basename(decodeURIComponent(url))
    const files = readdirSync(folder)
    if (files.includes(name)) return response.end(readFileSync(path.join(folder, name)))
    const links = files.filter((file) => file.replaceAll('_', '-').startsWith(`${name}-`))
    if (links.length === 0) response.statusCode = 404
    response.setHeader('content-type', 'text/html')
    response.end(links.map((file) => `<a href="/files/${file}${attributes(file)}">${file}</a>\n`).join(''))
  }
}
