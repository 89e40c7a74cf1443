import { X509Certificate } from 'node:crypto'
import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises'
import { get, Server as HttpsServer } from 'node:https'
import { connect, type Socket } from 'node:net'
import { hostname, tmpdir } from 'node:os'
import path from 'node:path'
import { connect as connectTls } from 'node:tls'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { dnsNames, fingerprint, selfSignedCertificate } from '@/server/http/certificate'
import { createListener, followCertificate, isLoopback, type Listener, listen } from '@/server/http/listener'
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

const shown = (port: number, ca: string): Promise<string> =>
  new Promise((resolve, reject) => {
    get({ host: '127.0.0.1', port, ca, agent: false }, (response) => {
      let text = ''
      response.on('data', (chunk) => {
        text += chunk
      })
      response.on('end', () => resolve(text))
    }).on('error', reject)
  })

describe('a certificate of its own', () => {
  it('is made once, for this machine by name and address, its key for the owner alone', async () => {
    const everywhere = await selfSignedCertificate(path.join(folder, 'everywhere'), '0.0.0.0', testVault)
    expect(dnsNames(everywhere)).toEqual(expect.arrayContaining(['localhost', hostname()]))
    expect(new X509Certificate(everywhere.cert).checkIP('127.0.0.1')).toBe('127.0.0.1')
    // Not everywhere: this machine's addresses change with the practice hosts of other tests.
    const made = await selfSignedCertificate(folder, '127.0.0.1', testVault)
    expect(fingerprint(made)).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/)
    expect((await stat(path.join(folder, 'tls', 'key.json'))).mode & 0o777).toBe(0o600)
    expect(await selfSignedCertificate(folder, '127.0.0.1', testVault)).toEqual(made)
    expect(await selfSignedCertificate(folder, '10.9.8.7', testVault)).not.toEqual(made)
  })

  it('leaves no key in the data folder that opens without Taskbox’s key, also none of an earlier version', async () => {
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

  it('serves TLS 1.2 and newer to who trusts it, and nothing to who does not or speaks something older', async () => {
    const made = await selfSignedCertificate(folder, '127.0.0.1', testVault)
    const port = await started(createListener(made))
    expect(await shown(port, made.cert)).toBe('here')
    await expect(shown(port, '')).rejects.toThrow()
    const older = new Promise((resolve, reject) => {
      const socket = connectTls({
        host: '127.0.0.1',
        port,
        ca: made.cert,
        maxVersion: 'TLSv1.1',
        minVersion: 'TLSv1',
      })
      socket.once('secureConnect', resolve).once('error', reject)
    })
    await expect(older).rejects.toThrow()
  })

  it('gives way to a renewed one without a restart, and stays when the new one is none', async () => {
    const [first, second] = [
      await selfSignedCertificate(path.join(folder, 'a'), '127.0.0.1', testVault),
      await selfSignedCertificate(path.join(folder, 'b'), '127.0.0.1', testVault),
    ]
    const paths = { cert: path.join(folder, 'cert.pem'), key: path.join(folder, 'key.pem') }
    const put = async (name: 'cert' | 'key', text: string) => {
      await writeFile(`${paths[name]}.new`, text)
      await rename(`${paths[name]}.new`, paths[name])
    }
    await put('cert', first.cert)
    await put('key', first.key)
    const server = createListener(first)
    const port = await started(server)
    if (!(server instanceof HttpsServer)) throw new Error('no TLS')
    const told: unknown[] = []
    const stop = followCertificate(server, paths, (error) => told.push(error))
    await put('key', second.key)
    await put('cert', second.cert)
    await expect.poll(() => told).toEqual([undefined])
    expect(await shown(port, second.cert)).toBe('here')
    await writeFile(paths.cert, 'no certificate')
    await expect.poll(() => told.length).toBe(2)
    expect(told[1]).toBeInstanceOf(Error)
    expect(await shown(port, second.cert)).toBe('here')
    stop()
    expect(await readFile(paths.cert, 'utf8')).toBe('no certificate')
  })
})

describe('what a stranger can hold open', () => {
  it('ends: headers that never come to an end, and ones that are too long', async () => {
    const port = await started(createListener(undefined, { withinMs: 400, checkMs: 100 }))
    const slow = talk(port, 'GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ')
    const long = talk(port, `GET / HTTP/1.1\r\nHost: localhost\r\nX-Long: ${'x'.repeat(20_000)}\r\n\r\n`)
    expect(await long).toMatch(/^HTTP\/1\.1 431 /)
    expect(await slow).toMatch(/^HTTP\/1\.1 408 /)
    expect(createListener()).toMatchObject({ headersTimeout: 10_000 })
  })

  it('ends however slowly headers go on: three hundred send theirs a byte at a time', async () => {
    const port = await started(createListener(undefined, { withinMs: 400, checkMs: 100 }))
    // One address holds at most two hundred connections; the rest is closed at once.
    const slow = await Promise.all(Array.from({ length: 300 }, () => opened(port)))
    for (const socket of slow) socket.on('error', () => undefined).resume()
    for (const socket of slow) socket.write('GET / HTTP/1.1\r\nHost: localhost\r\nX: ')
    const drip = setInterval(() => {
      for (const socket of slow) if (socket.writable) socket.write('x')
    }, 50)
    await expect.poll(() => slow.filter(({ closed }) => !closed).length).toBe(0)
    clearInterval(drip)
  })

  it('leaves everybody else a place: many silent connections hold up no request', async () => {
    const port = await started(createListener())
    const silent = await Promise.all(Array.from({ length: 500 }, () => opened(port)))
    expect(await talk(port, 'GET / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n')).toMatch(
      / 200 /,
    )
    for (const socket of silent) socket.destroy()
  })
})

it('knows the addresses that only this machine can reach', () => {
  for (const host of ['127.0.0.1', '127.9.9.9', '::1', 'localhost']) expect(isLoopback(host), host).toBe(true)
  for (const host of ['0.0.0.0', '::', '10.0.0.1', '127.example.com', 'box'])
    expect(isLoopback(host), host).toBe(false)
})

/** Sends that and nothing more; what was answered when the server has closed. */
function talk(port: number, words: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = ''
    const socket = connect(port, '127.0.0.1', () => socket.write(words))
    socket.on('data', (chunk: Buffer) => {
      answer += chunk
    })
    socket.on('close', () => resolve(answer))
    socket.on('error', reject)
  })
}

function opened(port: number): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1', () => resolve(socket))
    socket.on('error', reject)
  })
}
