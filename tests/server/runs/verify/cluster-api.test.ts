import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import type { ServerResponse } from 'node:http'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { createServer as createTlsServer } from 'node:tls'
import { execa } from 'execa'
import { createTranslator } from 'use-intl/core'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import type { ClusterVerification } from '@/lib/kubernetes/verification'
import en from '@/lib/messages/en/index'
import zh from '@/lib/messages/zh-CN/index'
import { LocalMachine } from '@/server/machine/local'
import { type ExecOptions, type Machine, MachineFailure } from '@/server/machine/machine'
import { quote } from '@/server/machine/quote'
import { type VerifyOptions, verifyClusterApi } from '@/server/runs/verify/cluster-api'
import {
  CNI_MESSAGE,
  coreDnsList,
  nodeList,
  type SampleNode,
  VERSION,
} from '../../../lib/kubernetes/api-samples'
import { createAuthority, KubernetesApi, kubeconfigOf, sendJson } from './kubernetes-api'

/** Milliseconds. One attempt only, except for permanent failures, which are repeated. */
const ONCE = { interval: 1, deadline: 1, request: 10_000 }
const QUICK = { interval: 1, deadline: 10_000, request: 10_000 }

const HOSTS = [1, 2, 3, 4, 5].map((at) => ({ name: `node${at}`, address: `10.0.0.${at}` }))
const READY: SampleNode[] = HOSTS.map(({ name, address }) => ({ name, address, ready: 'True' }))

let folder: string
let pki: Awaited<ReturnType<typeof createAuthority>>
let foreign: Awaited<ReturnType<typeof createAuthority>>
let api: KubernetesApi
let endpoint: string
let kubeconfig: string
/** What the API serves. */
let served: { ready: [number, string]; nodes: SampleNode[]; coreDns: number }
const servers: Server[] = []

beforeAll(async () => {
  // The interpreter itself: a command of pyenv needs longer than a request.
  const { stdout: python } = await execa('python3', ['-c', 'import sys; print(sys.executable)'])
  vi.stubEnv('PATH', `${path.dirname(python)}:${process.env.PATH}`)
  folder = await mkdtemp(path.join(tmpdir(), 'verify-'))
  for (const name of ['own', 'foreign', 'tmp']) await mkdir(path.join(folder, name))
  ;[pki, foreign] = await Promise.all([
    createAuthority(path.join(folder, 'own')),
    createAuthority(path.join(folder, 'foreign')),
  ])
  kubeconfig = path.join(folder, 'admin.conf')
  api = new KubernetesApi(pki.authority, pki.server)
  endpoint = await api.listen()
})
beforeEach(async () => {
  served = { ready: [200, 'ok'], nodes: READY, coreDns: 2 }
  await writeFile(kubeconfig, kubeconfigOf(pki.authority, pki.client))
  api.handle = ({ url }, response) => serve(url ?? '', response)
})
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})
afterAll(async () => {
  vi.unstubAllEnvs()
  api.close()
  await rm(folder, { recursive: true })
})

function serve(url: string, response: ServerResponse): void {
  if (url === '/readyz') response.writeHead(served.ready[0]).end(served.ready[1])
  else if (url === '/version') sendJson(response, VERSION)
  else if (url === '/api/v1/nodes') sendJson(response, nodeList(served.nodes))
  else if (url.includes('labelSelector=k8s-app%3Dkube-dns')) sendJson(response, coreDnsList(served.coreDns))
  else sendJson(response, { kind: 'Status' }, 404)
}

const local = async (): Promise<Machine> => new LocalMachine()
const LOGIN_FAILURE = new MachineFailure('refused', { machine: 'root@10.0.0.1:22' })
const unreachable = async (): Promise<Machine> => {
  throw LOGIN_FAILURE
}

interface Changes extends Partial<Omit<VerifyOptions, 'api'>> {
  server?: string
  path?: string
}

async function verify({ server = endpoint, path: file = kubeconfig, ...changes }: Changes = {}) {
  const verification = await verifyClusterApi({
    api: { kind: 'cluster', kubeconfig: file, server, controlPlanes: ['node1', 'node2'], nodes: HOSTS },
    controlPlanes: [{ name: 'node1', open: local }],
    taskbox: local,
    timing: ONCE,
    ...changes,
  })
  expectTexts(verification)
  return verification
}

/** Every reason has texts in both languages, with all arguments. */
function expectTexts({ reason, facts }: ClusterVerification): void {
  for (const [locale, messages] of [
    ['en', en],
    ['zh-CN', zh],
  ] as const) {
    const onError = (error: unknown) => {
      throw error
    }
    const t = createTranslator({ locale, messages, namespace: 'verification.reasons', onError })
    for (const part of ['title', 'text', 'remedy'] as const)
      if (reason) t(`${reason}.${part}`, facts as never)
  }
}

/** A server for a connection that is no Kubernetes API. */
async function listen(server: Server): Promise<string> {
  servers.push(server)
  for (const event of ['connection', 'secureConnection'])
    server.on(event, (socket: Socket) => socket.on('error', () => undefined))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `https://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** This machine with other settings of the shell before each command. */
class ShellMachine extends LocalMachine {
  constructor(private readonly settings: string) {
    super()
  }
  override exec(command: string, options: ExecOptions) {
    return super.exec(`${this.settings}\n${command}`, options)
  }
}

describe('a cluster', () => {
  it('is verified over TLS with the client certificate of its kubeconfig', async () => {
    expect(await verify()).toMatchObject({
      endpoint,
      version: 'v1.33.1',
      apiReady: true,
      verified: true,
      coreDns: { available: 2, wanted: 2 },
    })
  })

  it('is verified when its nodes and CoreDNS have become ready', async () => {
    served = { ready: [500, '[-]etcd failed: reason withheld\n'], nodes: [], coreDns: 0 }
    const reasons: (string | undefined)[] = []
    const verification = await verify({
      timing: QUICK,
      onProgress: ({ reason }) => {
        reasons.push(reason)
        if (reason === 'api-not-ready') served.ready = [200, 'ok']
        if (reason === 'nodes-missing') served.nodes = HOSTS.map((host) => ({ ...host, ready: 'False' }))
        if (reason === 'nodes-not-ready') served.nodes = READY
        if (reason === 'coredns-unavailable') served.coreDns = 1
      },
    })
    expect(reasons).toEqual(['api-not-ready', 'nodes-missing', 'nodes-not-ready', 'coredns-unavailable'])
    expect(verification).toMatchObject({ verified: true, coreDns: { available: 1, wanted: 2 } })
  })

  it('is not verified while two of five nodes are not Ready', async () => {
    served.nodes = READY.map((node, at) =>
      at === 2 || at === 4 ? { ...node, ready: 'False', message: CNI_MESSAGE } : node,
    )
    const { reason, facts, nodes, verified } = await verify({
      timing: { ...ONCE, interval: 20, deadline: 100 },
    })
    expect([verified, reason, facts.notReady, facts.total]).toEqual([false, 'nodes-not-ready', 2, 5])
    expect(nodes.map(({ ready }) => ready)).toEqual([true, true, false, true, false])
    const t = createTranslator({ locale: 'en', messages: en, namespace: 'verification.reasons' })
    expect(t('nodes-not-ready.title', facts as never)).toBe('2 of 5 nodes are not Ready')
    expect(t('nodes-not-ready.text', facts as never)).toBe(`node3: ${CNI_MESSAGE} (and 1 more node)`)
  })

  it('may have nodes with names of their own', async () => {
    served.nodes = READY.map((node, at) => ({ ...node, name: `ip-10-0-0-${at + 1}` }))
    expect(await verify()).toMatchObject({ verified: true, missing: [] })
  })
})

describe('the kubeconfig', () => {
  it('is read from the next control plane if the first does not answer or does not have it', async () => {
    const absent = path.join(folder, 'absent')
    class WithoutFile extends LocalMachine {
      override readFile() {
        return super.readFile(absent, { deadlineMs: 5000 })
      }
    }
    const controlPlanes = [
      { name: 'node1', open: unreachable },
      { name: 'node2', open: async () => new WithoutFile() },
      { name: 'node3', open: local },
    ]
    expect(await verify({ controlPlanes })).toMatchObject({ verified: true })
    expect(await verify({ controlPlanes: controlPlanes.slice(0, 2) })).toMatchObject({
      reason: 'kubeconfig-missing',
      facts: { host: 'node2' },
    })
    expect(await verify({ controlPlanes: controlPlanes.slice(0, 1) })).toMatchObject({
      reason: 'hosts-unreachable',
      facts: { host: 'node1', path: kubeconfig },
    })
  })

  it('is not looked for more than three times on hosts that answer', async () => {
    let attempts = 0
    const onProgress = () => {
      attempts += 1
    }
    const verification = await verify({ path: path.join(folder, 'absent'), timing: QUICK, onProgress })
    expect([verification.reason, attempts]).toEqual(['kubeconfig-missing', 2])
  })

  it.each([
    ['is another file', 'root:x:0:0:root:/root:/bin/bash\n'],
    ['has no certificates', 'kind: Config\nclusters: []\ncontexts: []\nusers: []\n'],
  ])('is refused if it %s', async (_, text) => {
    await writeFile(kubeconfig, text)
    expect(await verify()).toMatchObject({ reason: 'kubeconfig-invalid', facts: { host: 'node1' } })
  })

  it('is refused if its key belongs to another certificate', async () => {
    await writeFile(kubeconfig, kubeconfigOf(pki.authority, { ...pki.client, key: pki.server.key }))
    expect(await verify()).toMatchObject({ reason: 'kubeconfig-invalid' })
  })

  it('leaves no secret in arguments or files on the taskbox', async () => {
    const seen: string[] = []
    const tmp = path.join(folder, 'tmp')
    api.handle = ({ url }, response) => {
      commandLines().then(async (lines) => {
        seen.push(...lines, ...(await readdir(tmp)).map((name) => `file ${name}`))
        serve(url ?? '', response)
      })
    }
    const taskbox = async () => new ShellMachine(`export TMPDIR=${quote(tmp)} HOME=${quote(tmp)}`)
    expect(await verify({ taskbox })).toMatchObject({ verified: true })
    const ours = seen.filter((line) => line.includes('load_cert_chain'))
    expect(ours.length).toBeGreaterThan(0)
    expect(seen.filter((line) => line.startsWith('file '))).toEqual([])
    const [, secret = ''] = pki.client.key.split('\n')
    expect(seen.filter((line) => line.includes(secret) || line.includes('PRIVATE KEY'))).toEqual([])
    expect(seen.filter((line) => line.includes(Buffer.from(pki.client.key).toString('base64')))).toEqual([])
  })
})

/** The command lines of all processes. */
async function commandLines(): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  return Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')))
}

describe('an endpoint', () => {
  it('needs a certificate of the authority in the kubeconfig', async () => {
    await writeFile(kubeconfig, kubeconfigOf(foreign.authority, pki.client))
    const { reason, facts } = await verify()
    expect(reason).toBe('api-certificate')
    expect(facts.detail).toMatch(/issuer|self.signed/)
  })

  it('needs a certificate for its name, within three attempts', async () => {
    let attempts = 1
    const onProgress = () => {
      attempts += 1
    }
    const server = endpoint.replace('127.0.0.1', 'localhost')
    const { reason, facts } = await verify({ server, timing: QUICK, onProgress })
    expect([reason, attempts]).toEqual(['api-certificate', 3])
    expect(facts.detail).toContain('localhost')
  })

  it('may reject the client certificate', async () => {
    await writeFile(kubeconfig, kubeconfigOf(pki.authority, foreign.client))
    expect(await verify()).toMatchObject({ reason: 'api-unauthorized', facts: { status: 401 } })
  })

  it('may be closed', async () => {
    const server = await listen(createServer())
    servers[0]?.close()
    expect(await verify({ server })).toMatchObject({ reason: 'api-unreachable', facts: { error: 'refused' } })
  })

  it('may have a name that nobody knows', async () => {
    expect(await verify({ server: 'https://api.invalid:6443' })).toMatchObject({
      reason: 'api-unreachable',
      facts: { error: 'dns' },
    })
  })

  it.each([
    ['before the TLS handshake', () => createServer(() => undefined)],
    [
      'after it',
      () => createTlsServer({ cert: pki.server.certificate, key: pki.server.key }, () => undefined),
    ],
    [
      'byte by byte',
      () =>
        createTlsServer({ cert: pki.server.certificate, key: pki.server.key }, (socket) => {
          const drip = setInterval(() => socket.write('H'), 20)
          socket.on('close', () => clearInterval(drip))
        }),
    ],
  ])('may be silent %s', async (_, create) => {
    const sockets: Socket[] = []
    const server = await listen(create().on('connection', (socket: Socket) => sockets.push(socket)))
    const timing = { ...ONCE, request: 300 }
    const start = performance.now()
    expect(await verify({ server, timing })).toMatchObject({
      reason: 'api-unreachable',
      facts: { error: 'timeout' },
    })
    expect(performance.now() - start).toBeLessThan(5000)
    for (const socket of sockets) socket.destroy()
  })

  it.each([
    ['without TLS', () => createServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')), 'tls'],
    ['that closes the connection', () => createServer((socket) => socket.destroy()), 'closed'],
  ])('may be a server %s', async (_, create, error) => {
    const server = await listen(create())
    expect(await verify({ server })).toMatchObject({ reason: 'api-unreachable', facts: { error } })
  })

  it('may be a server that does not use HTTP', async () => {
    const options = { cert: pki.server.certificate, key: pki.server.key }
    const server = await listen(createTlsServer(options, (socket) => socket.end('220 mail ready\r\n')))
    expect(await verify({ server })).toMatchObject({ reason: 'api-unexpected', facts: { error: 'http' } })
  })

  it('may be a proxy that answers with a page', async () => {
    api.handle = (_, response) => response.end('<html><body>Sign in to the network</body></html>')
    expect(await verify()).toMatchObject({
      reason: 'api-unexpected',
      facts: { error: 'status', status: 200, request: '/readyz' },
    })
  })

  it('may send more than fits into memory', async () => {
    api.handle = (_, response) => {
      const chunk = Buffer.alloc(1024 * 1024)
      const write = () => {
        if (!response.destroyed) response.write(chunk, write)
      }
      write()
    }
    expect(await verify()).toMatchObject({ reason: 'api-unexpected', facts: { error: 'tooLarge' } })
  })
})

describe('the taskbox', () => {
  it('uses no proxy', async () => {
    const proxy = 'http://127.0.0.1:1'
    const taskbox = async () => new ShellMachine(`export https_proxy=${proxy} HTTPS_PROXY=${proxy} no_proxy=`)
    expect(await verify({ taskbox })).toMatchObject({ verified: true })
  })

  it('needs Python 3', async () => {
    const bin = path.join(folder, 'bin')
    await mkdir(bin)
    await symlink('/bin/sh', path.join(bin, 'sh'))
    // A Python without the modules, and a command of pyenv without its version.
    await writeFile(path.join(bin, 'python3'), '#!/bin/sh\nexit 69\n', { mode: 0o755 })
    await writeFile(path.join(bin, 'python3.12'), '#!/bin/sh\nexit 127\n', { mode: 0o755 })
    const taskbox = async () => new ShellMachine(`PATH=${quote(bin)}`)
    const expected = existsSync('/usr/libexec/platform-python') ? undefined : 'taskbox-python'
    expect((await verify({ taskbox })).reason).toBe(expected)
  })

  it('may be unreachable for some time', async () => {
    let attempts = 0
    const taskbox = async () => {
      attempts += 1
      return attempts < 3 ? unreachable() : local()
    }
    const reasons: (string | undefined)[] = []
    const onProgress = ({ reason }: ClusterVerification) => reasons.push(reason)
    expect(await verify({ taskbox, timing: QUICK, onProgress })).toMatchObject({ verified: true })
    expect(reasons).toEqual(['taskbox-unreachable', 'taskbox-unreachable'])
  })
})

it('stops at once when it is aborted', async () => {
  served.nodes = []
  const controller = new AbortController()
  const verifying = verify({
    signal: controller.signal,
    timing: { ...QUICK, interval: 60_000, deadline: 600_000 },
    onProgress: () => controller.abort(new Error('closing')),
  })
  await expect(verifying).rejects.toThrow('closing')
})
