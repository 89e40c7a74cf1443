/** A git server on the loopback: `git http-backend` as a CGI program, and answers of servers that have none. */
import { spawn } from 'node:child_process'
import { readFile } from 'node:fs/promises'
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import { createServer as createSecureServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { execa } from 'execa'
import { type Tree, writeTree } from './package-tree'

const LOOPBACK = '127.0.0.1'

export interface GitServer {
  /** The address of a repository, or of anything else that it serves. */
  url(name: string): string
  close(): void
}

interface ServerOptions {
  /** Responses to the first part of a path, instead of those of git. */
  others?: Readonly<Record<string, RequestListener>>
  /** The address of this machine to listen on; default: the loopback. */
  host?: string
  /** Serves https. */
  tls?: { cert: Buffer; key: Buffer }
}

/** Serves repositories below `root` as `/NAME`. */
export async function gitServer(
  root: string,
  { others = {}, host = LOOPBACK, tls }: ServerOptions = {},
): Promise<GitServer> {
  const listen: RequestListener = (request, response) => {
    const name = (request.url ?? '').split('/')[1] ?? ''
    const listener = others[name] ?? ((...both) => serveGit(root, ...both))
    listener(request, response)
  }
  const server = tls ? createSecureServer(tls, listen) : createServer(listen)
  await new Promise<void>((resolve) => server.listen(0, host, resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: (name) => `${tls ? 'https' : 'http'}://${host}:${port}/${name}`,
    close: () => {
      server.closeAllConnections()
      server.close()
    },
  }
}

/** Runs the CGI program (RFC 3875): headers of the response come first on its standard output. */
export function serveGit(
  root: string,
  request: IncomingMessage,
  response: ServerResponse,
  body: Readable = request,
): void {
  const { pathname, searchParams } = new URL(request.url ?? '', 'http://localhost')
  const { headers } = request
  const backend = spawn('git', ['http-backend'], {
    env: {
      ...process.env,
      GIT_PROJECT_ROOT: root,
      GIT_HTTP_EXPORT_ALL: '1',
      GIT_PROTOCOL: String(headers['git-protocol'] ?? ''),
      PATH_INFO: pathname,
      QUERY_STRING: searchParams.toString(),
      REQUEST_METHOD: request.method,
      CONTENT_TYPE: headers['content-type'],
      ...(headers['content-encoding'] && { HTTP_CONTENT_ENCODING: headers['content-encoding'] }),
    },
  })
  body.pipe(backend.stdin)
  backend.stdin.on('error', () => undefined)
  let head = Buffer.alloc(0)
  backend.stdout.on('data', (chunk: Buffer) => {
    if (response.headersSent) return response.write(chunk)
    head = Buffer.concat([head, chunk])
    const end = head.indexOf('\r\n\r\n')
    if (end < 0) return
    writeHead(response, head.subarray(0, end).toString('latin1'))
    response.write(head.subarray(end + 4))
  })
  backend.stdout.on('end', () => response.end())
  response.on('close', () => backend.kill())
}

/** Serves the references of a repository. The request for its objects gets the response of `onFetch`. */
export function withoutObjects(root: string, onFetch: RequestListener): RequestListener {
  return async (request, response) => {
    const body = await buffer(request)
    if (body.includes('command=fetch')) onFetch(request, response)
    else serveGit(root, request, response, Readable.from([body]))
  }
}

/** A certificate for the loopback that nobody trusts, and its file in the folder. */
export async function loopbackCertificate(at: string): Promise<{ cert: Buffer; key: Buffer; file: string }> {
  const [file, key] = [path.join(at, 'cert.pem'), path.join(at, 'key.pem')]
  const names = ['-subj', '/CN=localhost', '-addext', `subjectAltName=IP:${LOOPBACK}`]
  const curve = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes']
  await execa('openssl', ['req', '-x509', ...names, ...curve, '-keyout', key, '-out', file])
  return { cert: await readFile(file), key: await readFile(key), file }
}

function writeHead(response: ServerResponse, text: string): void {
  const fields = text.split('\r\n').map((line) => line.split(': ') as [string, string])
  const status = Number(fields.find(([name]) => name === 'Status')?.[1].slice(0, 3) ?? 200)
  response.writeHead(status, Object.fromEntries(fields.filter(([name]) => name !== 'Status')))
}

/** Runs git without this machine's configuration. Returns its output. */
export async function git(at: string, ...args: string[]): Promise<string> {
  const { stdout } = await execa(
    'git',
    ['-c', 'user.name=test', '-c', 'user.email=test@localhost', ...args],
    {
      cwd: at,
      env: { GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' },
    },
  )
  return stdout
}

/** Creates the repository `root/NAME` with one commit on the branch `main`. Returns its folder. */
export async function createRepository(root: string, name: string, tree: Tree): Promise<string> {
  const at = await writeTree(path.join(root, name), tree)
  await git(at, 'init', '-q', '-b', 'main')
  await git(at, 'config', 'uploadpack.allowReachableSHA1InWant', 'true')
  await commit(at)
  return at
}

/** Commits all files. Returns the commit. */
export async function commit(at: string): Promise<string> {
  await git(at, 'add', '-A')
  await git(at, 'commit', '-q', '--allow-empty', '-m', 'a commit')
  return git(at, 'rev-parse', 'HEAD')
}
