import { X509Certificate } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { get, Server as HttpsServer } from 'node:https'
import { connect, type Socket } from 'node:net'
import { hostname, tmpdir } from 'node:os'
import path from 'node:path'
import { connect as connectTls } from 'node:tls'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { dnsNames, fingerprint, selfSignedCertificate } from '@/server/http/certificate'
import { createListener, isLoopback, type Listener, listen, watchCertificate } from '@/server/http/listener'
import { testVault } from '../clusters/drafts'

let folder: string
let open: Listener[] = []

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'listener-'))
})
afterEach(async () => {
  for (const server of open) {
    server.closeAllConnections()
    server.close()
  }
  open = []
  await rm(folder, { recursive: true })
})

async function started(server: Listener): Promise<number> {
  open.push(server)
  server.on('request', (_, response) => response.end('here'))
  return listen(server, '127.0.0.1', 0)
}

const readBody = (port: number, ca: string): Promise<string> =>
  new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, ca, agent: false }, (response) => {
      let text = ''
      response.on('data', (chunk) => {
        text += chunk
      })
      response.on('end', () => resolve(text))
    }).on('error', reject)
  })

describe('a self-signed certificate', () => {
  it('is created once, for the names and addresses of this machine, with a key readable by the owner only', async () => {
    const everywhere = await selfSignedCertificate(path.join(folder, 'everywhere'), '0.0.0.0', testVault)
    expect(dnsNames(everywhere)).toEqual(expect.arrayContaining(['localhost', hostname()]))
    expect(new X509Certificate(everywhere.cert).checkIP('127.0.0.1')).toBe('127.0.0.1')
    // Not for all addresses: they change with the practice hosts of other tests.
    const certificate = await selfSignedCertificate(folder, '127.0.0.1', testVault)
    expect(fingerprint(certificate)).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/)
    expect((await stat(path.join(folder, 'tls', 'key.json'))).mode & 0o777).toBe(0o600)
    expect(await selfSignedCertificate(folder, '127.0.0.1', testVault)).toEqual(certificate)
    expect(await selfSignedCertificate(folder, '10.9.8.7', testVault)).not.toEqual(certificate)
  })

  it("stores its private key sealed, and replaces an earlier version's unsealed one", async () => {
    const data = path.join(folder, 'sealed')
    await mkdir(path.join(data, 'tls'), { recursive: true })
    await writeFile(path.join(data, 'tls', 'key.pem'), '-----BEGIN PRIVATE KEY-----\n')
    const { key } = await selfSignedCertificate(data, '127.0.0.1', testVault)
    expect(key).toContain('PRIVATE KEY')
    expect((await readdir(path.join(data, 'tls'))).sort()).toEqual(['cert.pem', 'key.json'])
    const files = await Promise.all(
      ['cert.pem', 'key.json'].map((name) => readFile(path.join(data, 'tls', name), 'utf8')),
    )
    expect(files.join('')).not.toContain('PRIVATE KEY')
  })

  it('serves TLS 1.2 and newer, to clients that trust it', async () => {
    const certificate = await selfSignedCertificate(folder, '127.0.0.1', testVault)
    const port = await started(createListener(certificate))
    expect(await readBody(port, certificate.cert)).toBe('here')
    await expect(readBody(port, '')).rejects.toThrow()
    const older = new Promise((resolve, reject) => {
      const socket = connectTls({
        host: '127.0.0.1',
        port,
        ca: certificate.cert,
        maxVersion: 'TLSv1.1',
        minVersion: 'TLSv1',
      })
      socket.once('secureConnect', resolve).once('error', reject)
    })
    await expect(older).rejects.toThrow()
  })

  it('is replaced by a renewed one without a restart, but not by an invalid one', async () => {
    const [first, second] = [
      await selfSignedCertificate(path.join(folder, 'a'), '127.0.0.1', testVault),
      await selfSignedCertificate(path.join(folder, 'b'), '127.0.0.1', testVault),
    ]
    const paths = { cert: path.join(folder, 'cert.pem'), key: path.join(folder, 'key.pem') }
    const replaceFile = async (name: 'cert' | 'key', text: string) => {
      await writeFile(`${paths[name]}.new`, text)
      await rename(`${paths[name]}.new`, paths[name])
    }
    await replaceFile('cert', first.cert)
    await replaceFile('key', first.key)
    const server = createListener(first)
    const port = await started(server)
    if (!(server instanceof HttpsServer)) throw new Error('no TLS')
    const results: unknown[] = []
    const stop = watchCertificate(server, paths, (error) => results.push(error))
    await replaceFile('key', second.key)
    await replaceFile('cert', second.cert)
    await expect.poll(() => results).toEqual([undefined])
    expect(await readBody(port, second.cert)).toBe('here')
    await writeFile(paths.cert, 'no certificate')
    await expect.poll(() => results.length).toBe(2)
    expect(results[1]).toBeInstanceOf(Error)
    expect(await readBody(port, second.cert)).toBe('here')
    stop()
    expect(await readFile(paths.cert, 'utf8')).toBe('no certificate')
  })
})

describe('limits for clients without a session', () => {
  it('reject incomplete headers after a timeout, and large ones', async () => {
    const port = await started(createListener(undefined, { timeoutMs: 400, checkIntervalMs: 100 }))
    const slow = exchange(port, 'GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ')
    const long = exchange(port, `GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`)
    expect(await long).toMatch(/^HTTP\/1\.1 431 /)
    expect(await slow).toMatch(/^HTTP\/1\.1 408 /)
    expect(createListener()).toMatchObject({ headersTimeout: 10_000 })
  })

  it('close three hundred connections that send their headers byte by byte', async () => {
    const port = await started(createListener(undefined, { timeoutMs: 400, checkIntervalMs: 100 }))
    // One address may have two hundred connections; the others are closed immediately.
    const slow = await Promise.all(Array.from({ length: 300 }, () => openSocket(port)))
    for (const socket of slow) socket.on('error', () => undefined).resume()
    for (const socket of slow) socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nX: ')
    const slowWriter = setInterval(() => {
      for (const socket of slow) if (socket.writable) socket.write('x')
    }, 50)
    await expect.poll(() => slow.filter(({ closed }) => !closed).length).toBe(0)
    clearInterval(slowWriter)
  })

  it('allow requests while many silent connections are open', async () => {
    const port = await started(createListener())
    const idle = await Promise.all(Array.from({ length: 500 }, () => openSocket(port)))
    expect(await exchange(port, 'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')).toMatch(
      / 200 /,
    )
    for (const socket of idle) socket.destroy()
  })
})

it('recognizes loopback addresses', () => {
  for (const host of ['127.0.0.1', '127.9.9.9', '::1', 'localhost']) expect(isLoopback(host), host).toBe(true)
  for (const host of ['0.0.0.0', '::', '10.0.0.1', '127.example.com', 'box'])
    expect(isLoopback(host), host).toBe(false)
})

/** Sends text. @returns the response when the server has closed the connection */
function exchange(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(text))
    socket.on('data', (chunk: Buffer) => {
      answer += chunk
    })
    socket.on('close', () => resolve(answer))
    socket.on('error', reject)
  })
}

function openSocket(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket))
    socket.on('error', reject)
  })
}
