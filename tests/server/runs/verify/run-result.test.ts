import { once } from 'node:events'
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { toCluster } from '@/lib/cluster/draft/to-cluster'
import { kubesphere } from '@/lib/installers/kubesphere/index'
import { createMachines } from '@/server/machine/machines'
import { RunTaskbox } from '@/server/runs/run-taskbox'
import { RunResult } from '@/server/runs/verify/run-result'
import { HostKeys } from '@/server/ssh/host-keys'
import { exampleDraft } from '../../../lib/cluster/example-draft'

/** Shorter than the probe's own timeout of 10 seconds. */
const SOON_MS = 5_000
/** Accepts connections and never responds, like a console that is starting. */
let server: Server
const sockets: Socket[] = []

beforeAll(async () => {
  server = createServer((socket) => sockets.push(socket)).listen(0, '127.0.0.1')
  await once(server, 'listening')
})
afterAll(() => {
  for (const socket of sockets) socket.destroy()
  server.close()
})

it('does not delay a process that stops following the run, and leaves the result to the next one', async () => {
  const closing = new AbortController()
  const machines = createMachines(new HostKeys('/nonexistent'))
  const taskbox = new RunTaskbox(machines, { kind: 'local' }, closing.signal)
  const operation = { id: 'install', steps: [], prompts: [], verification: { kind: 'console' } } as const
  const result = new RunResult({
    operation: { id: 'install' },
    run: 'r1',
    cluster: toCluster(exampleDraft()),
    installer: { ...kubesphere, operation: () => operation },
    machines,
    taskbox,
    timing: undefined,
    onChange: () => undefined,
  })
  const { port } = server.address() as AddressInfo
  const console = { url: `http://127.0.0.1:${port}`, account: 'admin', password: 'passw0rd' }
  const connected = once(server, 'connection')
  const verifying = result.verify({ result: 'succeeded', console }, closing.signal)
  await connected
  const abortedAt = performance.now()
  closing.abort()
  await expect(verifying).rejects.toBe(closing.signal.reason)
  expect(performance.now() - abortedAt).toBeLessThan(SOON_MS)
})
