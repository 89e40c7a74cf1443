import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { type AddressInfo, createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { execa } from 'execa'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { z } from 'zod'
import { sandboxFolder } from '@/server/sandbox/paths'

const program = (name: string): string => sandboxFolder('kubernetes', name)
const GRACE_SECONDS = 1

const node = z.object({
  metadata: z.object({ name: z.string() }),
  spec: z.object({ podCIDR: z.string() }),
  status: z.object({
    conditions: z.array(
      z.object({ type: z.string(), status: z.string(), reason: z.string(), message: z.string() }),
    ),
  }),
})
const nodeList = z.object({ kind: z.literal('NodeList'), items: z.array(node) })
const failure = z.object({ kind: z.literal('Status'), reason: z.string(), message: z.string() })
const deployment = z.object({ status: z.record(z.string(), z.unknown()) })

let folder: string
let port: number
const children: ChildProcess[] = []

const PLAN = {
  authorities: [
    { path: 'ca', name: 'kubernetes' },
    { path: 'foreign', name: 'other' },
  ],
  certificates: [
    {
      path: 'server',
      authority: 'ca',
      name: 'kube-apiserver',
      names: ['localhost'],
      addresses: ['127.0.0.1'],
    },
    { path: 'admin', authority: 'ca', name: 'kubernetes-admin', organization: 'system:masters' },
    { path: 'n1', authority: 'ca', name: 'system:node:n1', organization: 'system:nodes' },
    { path: 'stranger', authority: 'foreign', name: 'kubernetes-admin', organization: 'system:masters' },
  ],
  copies: [{ source: 'ca.crt', path: 'copies/ca.crt' }],
  kubeconfigs: [
    {
      ...{ path: 'copies/admin.conf', authority: 'ca', certificate: 'admin', user: 'kubernetes-admin' },
      ...{ server: 'https://127.0.0.1:6443', cluster: 'cluster.local' },
    },
  ],
}

function unusedPort(): Promise<number> {
  const server = createServer()
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => {
      const address: AddressInfo | string | null = server.address()
      server.close(() => resolve(typeof address === 'object' ? (address?.port ?? 0) : 0))
    })
  })
}

/** Sends a request with a certificate, or without. Status 0 means that the connection failed. */
async function request(user: string, target: string, method = 'GET', body?: unknown) {
  const identity = user === '' ? [] : ['--cert', `${user}.crt`, '--key', `${user}.key`]
  const data = body === undefined ? [] : ['--data', JSON.stringify(body)]
  const { stdout } = await execa(
    'curl',
    [
      '-s',
      '-m',
      '10',
      '--cacert',
      'ca.crt',
      '-X',
      method,
      ...identity,
      ...data,
      '-w',
      '\n%{http_code}',
    ].concat(`https://127.0.0.1:${port}${target}`),
    { cwd: folder, reject: false },
  )
  const at = stdout.lastIndexOf('\n')
  return { status: Number(stdout.slice(at + 1)), text: stdout.slice(0, at) }
}

function startKubelet(name: string): ChildProcess {
  const options = {
    servers: `https://127.0.0.1:${port}`,
    ...{ hostname: name, 'node-ip': '192.0.2.1', 'kube-version': 'v1.35.4' },
    ...{ ca: 'ca.crt', cert: 'n1.crt', key: 'n1.key', 'cni-folder': folder },
    ...{ 'status-update-frequency': '0.2', 'runtime-socket': path.join(folder, 'none.sock') },
  }
  const args = Object.entries(options).flatMap(([key, value]) => [`--${key}`, value])
  const child = spawn(program('kubelet'), args, { cwd: folder, stdio: 'ignore' })
  children.push(child)
  return child
}

async function readyCondition() {
  const { items } = nodeList.parse(JSON.parse((await request('admin', '/api/v1/nodes')).text))
  return items[0]?.status.conditions.find(({ type }) => type === 'Ready')
}

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'taskbox-practice-'))
  port = await unusedPort()
  await execa(program('make-pki'), [folder], { input: JSON.stringify(PLAN) })
  const options = {
    'kube-version': 'v1.35.4',
    ...{ 'secure-port': String(port), 'state-file': 'state.json', 'cluster-cidr': '10.233.64.0/18' },
    ...{ 'client-ca-file': 'ca.crt', 'tls-cert-file': 'server.crt', 'tls-private-key-file': 'server.key' },
    'node-monitor-grace-period': String(GRACE_SECONDS),
  }
  const args = Object.entries(options).flatMap(([key, value]) => [`--${key}`, value])
  children.push(spawn(program('kube-apiserver'), args, { cwd: folder, stdio: 'inherit' }))
  await vi.waitFor(async () => expect(await request('admin', '/readyz')).toMatchObject({ text: 'ok' }), {
    timeout: 20_000,
  })
}, 30_000)

afterAll(async () => {
  for (const child of children) child.kill('SIGKILL')
  await rm(folder, { recursive: true })
})

describe('the practice API server', () => {
  it('requires a certificate of its authority', async () => {
    const unauthorized = await request('', '/readyz')
    expect(unauthorized.status).toBe(401)
    expect(failure.parse(JSON.parse(unauthorized.text)).reason).toBe('Unauthorized')
    expect(await request('stranger', '/readyz')).toMatchObject({ status: 0 })
  })

  it('reports its version', async () => {
    const { text } = await request('admin', '/version')
    expect(JSON.parse(text)).toMatchObject({ major: '1', minor: '35', gitVersion: 'v1.35.4' })
  })

  it('lists no node at first, and answers an unknown path with 404', async () => {
    expect(nodeList.parse(JSON.parse((await request('admin', '/api/v1/nodes')).text)).items).toEqual([])
    expect(await request('admin', '/api/v1/secrets')).toMatchObject({ status: 404 })
    expect(await request('admin', '/api/v1/nodes', 'POST', { metadata: 7 })).toMatchObject({ status: 400 })
  })

  it('allows a kubelet to change its own node only', async () => {
    const other = { metadata: { name: 'n2' }, status: { conditions: [] } }
    const forbidden = await request('n1', '/api/v1/nodes', 'POST', other)
    expect(forbidden.status).toBe(403)
    expect(failure.parse(JSON.parse(forbidden.text)).message).toContain('User "system:node:n1" cannot create')
    expect(await request('n1', '/api/v1/nodes/n1', 'DELETE')).toMatchObject({ status: 403 })
  })

  it('shows why a node is not Ready, and that its kubelet stopped', async () => {
    const kubelet = startKubelet('n1')
    await expect.poll(readyCondition, { timeout: 10_000 }).toMatchObject({
      status: 'False',
      ...{ reason: 'KubeletNotReady', message: 'container runtime is down' },
    })
    kubelet.kill('SIGKILL')
    await expect.poll(readyCondition, { timeout: 10_000 }).toMatchObject({
      status: 'Unknown',
      ...{ reason: 'NodeStatusUnknown', message: 'Kubelet stopped posting node status.' },
    })
    const list = nodeList.parse(JSON.parse((await request('admin', '/api/v1/nodes')).text))
    expect(list.items[0]?.spec.podCIDR).toBe('10.233.64.0/24')
  })

  it('counts the replicas of a deployment by the nodes that are Ready', async () => {
    const deployments = '/apis/apps/v1/namespaces/kube-system/deployments'
    const coredns = { metadata: { name: 'coredns' }, spec: { replicas: 2 } }
    expect(await request('admin', deployments, 'POST', coredns)).toMatchObject({ status: 201 })
    const { text } = await request('admin', `${deployments}/coredns`)
    expect(deployment.parse(JSON.parse(text)).status).toMatchObject({ replicas: 2, unavailableReplicas: 2 })
    expect(deployment.parse(JSON.parse(text)).status).not.toHaveProperty('availableReplicas')
  })
})

describe('make-pki', () => {
  it('keeps existing certificates, and embeds them in the kubeconfig', async () => {
    const before = await readFile(path.join(folder, 'admin.crt'), 'utf8')
    await execa(program('make-pki'), [folder], { input: JSON.stringify(PLAN) })
    expect(await readFile(path.join(folder, 'admin.crt'), 'utf8')).toBe(before)
    const kubeconfig = await readFile(path.join(folder, 'copies/admin.conf'), 'utf8')
    expect(kubeconfig).toContain(`client-certificate-data: ${Buffer.from(before).toString('base64')}\n`)
    expect(kubeconfig).toContain('server: https://127.0.0.1:6443\n')
  })
})
