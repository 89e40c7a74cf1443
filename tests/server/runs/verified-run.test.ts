/** Runs whose cluster is verified through its API: the practice package installs none, so the API runs in this process. */

import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, it, vi } from 'vitest'
import { readClusterFile } from '@/lib/cluster/file/read'
import { INSTALL } from '@/lib/cluster/operations/request'
import { kubesphere } from '@/lib/installers/kubesphere/index'
import { createEngine, type Engine, newId } from '@/server/engine'
import type { Run } from '@/server/runs/run'
import { sandboxCluster } from '@/server/sandbox/cluster'
import { BANNER, filesWith, scriptedPackage } from '../../cli/lab'
import { hostOf, labSandbox } from '../../lab/sandbox'
import {
  CNI_MESSAGE,
  coreDnsList,
  nodeList,
  type SampleNode,
  VERSION,
} from '../../lib/kubernetes/api-samples'
import { createAuthority, KubernetesApi, kubeconfigOf, sendJson } from './verify/kubernetes-api'

const TEST_MS = 180_000
const SOON_MS = 60_000
const KUBECONFIG = '/etc/kubernetes/admin.conf'
const sandbox = labSandbox('master', 'node1')
let data: string
let engine: Engine
let api: KubernetesApi
let endpoint: string
let served: SampleNode[]

beforeAll(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'verified-'))
  const { gateway } = sandbox()
  const { authority, server, client } = await createAuthority(data, gateway)
  api = new KubernetesApi(authority, server)
  endpoint = await api.listen(gateway)
  api.handle = ({ url }, response) => {
    if (url === '/readyz') response.end('ok')
    else if (url === '/version') sendJson(response, VERSION)
    else sendJson(response, url === '/api/v1/nodes' ? nodeList(served) : coreDnsList(2))
  }
  const input = kubeconfigOf(authority, client)
  await writeFile(path.join(data, 'admin.conf'), input)
  await hostOf(sandbox(), 0).exec(`mkdir -p /etc/kubernetes; umask 077; cat >${KUBECONFIG}`, { input })
  const { operation } = kubesphere
  vi.spyOn(kubesphere, 'operation').mockImplementation((cluster) => ({
    ...operation(cluster, INSTALL),
    verification: {
      kind: 'cluster',
      kubeconfig: KUBECONFIG,
      controlPlanes: ['master'],
      server: endpoint,
      nodes: cluster.hosts.map(({ name, ip }) => ({ name, address: ip })),
    },
  }))
}, TEST_MS)
beforeEach(() => {
  served = [
    { name: 'master', roles: ['control-plane'], ready: 'True' },
    { name: 'node1', ready: 'False', message: CNI_MESSAGE },
  ]
})
afterAll(async () => {
  vi.restoreAllMocks()
  api.close()
  await engine.close()
  await rm(data, { recursive: true, force: true })
})

/** Starts a run in a new server process. @param deadline of the verification, in milliseconds */
async function start(deadline: number): Promise<Run> {
  const verifyTiming = { interval: 100, deadline, request: 10_000 }
  engine = createEngine({ data, logLevel: 'silent', verifyTiming })
  const packageFolder = await scriptedPackage(sandbox(), 'verified', BANNER)
  const text = JSON.stringify(sandboxCluster(sandbox(), packageFolder))
  const { id } = await engine.clusters.create(readClusterFile(text, newId).draft)
  return engine.runs.start(id)
}

const recordOf = async (run: Run): Promise<unknown> =>
  JSON.parse(await readFile(path.join(data, 'runs', run.id, 'run.json'), 'utf8'))

it(
  'a run succeeds when every node is Ready, and its kubeconfig leads to the endpoint',
  async () => {
    const run = await start(TEST_MS)
    await expect
      .poll(() => run.view(), { timeout: SOON_MS })
      .toMatchObject({ state: 'running', verification: { verified: false, reason: 'nodes-not-ready' } })
    await expect(engine.runs.verifyAgain(run.id)).rejects.toMatchObject({ kind: 'run-active' })
    served = served.map(({ name, roles = [] }) => ({ name, roles, ready: 'True' }))
    await run.ended
    expect(run.view()).toMatchObject({
      state: 'succeeded',
      verification: { verified: true, endpoint, version: 'v1.33.1' },
    })
    expect(await recordOf(run)).toMatchObject({ state: 'succeeded', verification: { verified: true } })
    const kubeconfig = await run.kubeconfig()
    expect(kubeconfig).toContain(`server: ${endpoint}\n`)
    const [, key = ''] = /client-key-data: (\S+)/.exec(kubeconfig) ?? []
    expect(await readFile(path.join(data, 'admin.conf'), 'utf8')).toContain(key)
    expect(JSON.stringify([run.view(), await recordOf(run)])).not.toContain(key)
    expect(filesWith(path.join(data, 'runs'), [key])).toEqual([])
    await hostOf(sandbox(), 0).exec(`mv ${KUBECONFIG} ${KUBECONFIG}.old`)
    await expect(run.kubeconfig()).rejects.toMatchObject({ kind: 'not-found', facts: { what: 'kubeconfig' } })
    await hostOf(sandbox(), 0).exec(`mv ${KUBECONFIG}.old ${KUBECONFIG}`)
    await engine.close()
  },
  TEST_MS,
)

it(
  'a run fails if a node does not become Ready, after a restart of the server as well',
  async () => {
    const first = await start(TEST_MS)
    await expect.poll(() => first.view().verification?.reason, { timeout: SOON_MS }).toBe('nodes-not-ready')
    await engine.close()
    const verifyTiming = { interval: 100, deadline: 1, request: 10_000 }
    engine = createEngine({ data, logLevel: 'silent', verifyTiming })
    const run = await engine.runs.open(first.id)
    await run.ended
    expect(run.view()).toMatchObject({
      state: 'failed',
      reason: 'nodes-not-ready',
      verification: { nodes: [{ ready: true }, { ready: false, message: CNI_MESSAGE }] },
    })
    served = served.slice(0, 1)
    const { endedAt } = run.view()
    await engine.runs.verifyAgain(run.id)
    await run.verificationEnded
    const failed = { state: 'failed', reason: 'nodes-missing', verification: { missing: ['node1'] }, endedAt }
    expect(run.view()).toMatchObject({ ...failed, verifiedAt: expect.any(Number) })
    expect(await recordOf(run)).toMatchObject(failed)
    await engine.close()
  },
  TEST_MS,
)

it(
  'a stop ends the verification and keeps its latest result',
  async () => {
    const run = await start(TEST_MS)
    await expect.poll(() => run.view().verification?.reason, { timeout: SOON_MS }).toBe('nodes-not-ready')
    await run.stop()
    await run.ended
    expect(run.view()).toMatchObject({
      state: 'failed',
      reason: 'stopped',
      exitStatus: 0,
      verification: { verified: false, nodes: [{ name: 'master' }, { name: 'node1' }] },
    })
    await verifyAgain(run)
  },
  TEST_MS,
)

/** Repeats the verification of a run whose own one was stopped. */
async function verifyAgain(run: Run): Promise<void> {
  const { runs } = engine
  const ended = run.view()
  const record = await recordOf(run)
  const changes: string[] = []
  runs.on('changed', ({ state }) => changes.push(state))
  const onVerified = vi.fn(async () => undefined)
  const begin = async () => {
    await runs.verifyAgain(run.id, onVerified)
    await expect.poll(() => run.view().attempt?.reason, { timeout: SOON_MS }).toBe('nodes-not-ready')
    expect(run.redactedView(true)).toMatchObject({ isVerifying: true, state: 'failed', reason: 'stopped' })
  }

  // A stop leaves the earlier result, as does the end of the process.
  await begin()
  await expect(runs.verifyAgain(run.id)).rejects.toMatchObject({ kind: 'conflict' })
  await run.stop()
  expect(run.view()).toEqual({ ...ended, version: expect.any(Number) })
  expect(await recordOf(run)).toEqual(record)

  // A later run changed the cluster while it was verified.
  const later = path.join(data, 'runs', 'later')
  await begin()
  await cp(path.join(data, 'runs', run.id), later, { recursive: true })
  const changed = { ...(record as object), id: 'later', sequence: 1_000_000 }
  await writeFile(path.join(later, 'run.json'), JSON.stringify(changed))
  const notReady = served
  served = served.map(({ name, roles = [] }) => ({ name, roles, ready: 'True' }))
  await run.verificationEnded
  expect(await recordOf(run)).toEqual(record)
  expect(onVerified).not.toHaveBeenCalled()
  const refused = { kind: 'verification-refused', facts: { problem: 'superseded' } }
  await expect(runs.verifyAgain(run.id)).rejects.toMatchObject(refused)
  await rm(later, { recursive: true })

  // Another process, such as a command, sees the result.
  const other = createEngine({ data, logLevel: 'silent' })
  try {
    const copy = await other.runs.open(run.id)
    served = notReady
    await begin()
    served = served.map(({ name, roles = [] }) => ({ name, roles, ready: 'True' }))
    await run.verificationEnded
    const verified = { state: 'succeeded', verification: { verified: true }, verifiedAt: expect.any(Number) }
    for (const result of [run.view(), await recordOf(run)]) {
      expect(result).toMatchObject(verified)
      expect(result).toHaveProperty('endedAt', ended.endedAt)
      expect((result as { reason?: string }).reason).toBeUndefined()
    }
    expect(changes).toEqual(['succeeded'])
    expect(onVerified).toHaveBeenCalledOnce()
    expect(copy.view().state).toBe('failed')
    expect((await other.runs.open(run.id)).view()).toMatchObject(verified)
    await expect(runs.verifyAgain(run.id)).rejects.toMatchObject({ facts: { problem: 'verified' } })
  } finally {
    await other.close()
  }
}
