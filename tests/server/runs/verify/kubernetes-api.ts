/** A small Kubernetes API with TLS and client certificates, for tests. */
import { readFile } from 'node:fs/promises'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { createServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { TLSSocket } from 'node:tls'
import { execa } from 'execa'

/** PEM texts. */
export interface KeyPair {
  certificate: string
  key: string
}

const NEW_KEY = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes', '-days', '2']

/** A certificate authority in a folder, with a certificate for this address and one for an administrator. */
export async function createAuthority(
  folder: string,
  address = '127.0.0.1',
): Promise<{ authority: string; server: KeyPair; client: KeyPair }> {
  const openssl = (...args: string[]) => execa('openssl', args, { cwd: folder })
  const read = (name: string) => readFile(path.join(folder, name), 'utf8')
  await openssl('req', '-x509', ...NEW_KEY, '-subj', '/CN=kubernetes', '-keyout', 'ca.key', '-out', 'ca.crt')
  const sign = async (name: string, subject: string, extension: string): Promise<KeyPair> => {
    const authority = ['-CA', 'ca.crt', '-CAkey', 'ca.key', '-addext', extension]
    const files = ['-keyout', `${name}.key`, '-out', `${name}.crt`]
    await openssl('req', '-x509', ...NEW_KEY, '-subj', subject, ...authority, ...files)
    return { certificate: await read(`${name}.crt`), key: await read(`${name}.key`) }
  }
  return {
    authority: await read('ca.crt'),
    server: await sign('server', '/CN=kube-apiserver', `subjectAltName=IP:${address}`),
    client: await sign('client', '/O=system:masters/CN=kubernetes-admin', 'extendedKeyUsage=clientAuth'),
  }
}

/** A kubeconfig as kubeadm writes it. */
export function kubeconfigOf(authority: string, { certificate, key }: KeyPair): string {
  const base64 = (text: string) => Buffer.from(text).toString('base64')
  return `apiVersion: v1
clusters:
- cluster:
    certificate-authority-data: ${base64(authority)}
    server: https://127.0.0.1:1
  name: cluster.local
contexts:
- context:
    cluster: cluster.local
    user: kubernetes-admin
  name: kubernetes-admin@cluster.local
current-context: kubernetes-admin@cluster.local
kind: Config
users:
- name: kubernetes-admin
  user:
    client-certificate-data: ${base64(certificate)}
    client-key-data: ${base64(key)}
`
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void

/** An API that answers requests with a client certificate of the authority by `handle`, and others with 401. */
export class KubernetesApi {
  handle: Handler = (_, response) => response.end()
  readonly #server

  constructor(authority: string, { certificate, key }: KeyPair) {
    const options = { ca: authority, cert: certificate, key, requestCert: true, rejectUnauthorized: false }
    this.#server = createServer(options, (request, response) => {
      const isAuthorized = request.socket instanceof TLSSocket && request.socket.authorized
      if (isAuthorized) this.handle(request, response)
      else sendJson(response, { kind: 'Status', message: 'Unauthorized' }, 401)
    })
  }

  async listen(address = '127.0.0.1'): Promise<string> {
    await new Promise<void>((resolve) => this.#server.listen(0, address, resolve))
    return `https://${address}:${(this.#server.address() as AddressInfo).port}`
  }

  close(): void {
    this.#server.closeAllConnections()
    this.#server.close()
  }
}

export function sendJson(response: ServerResponse, value: unknown, status = 200): void {
  response.writeHead(status, { 'content-type': 'application/json' })
  response.end(JSON.stringify(value))
}
