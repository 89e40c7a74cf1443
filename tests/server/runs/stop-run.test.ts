import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { readClusterFile } from '@/lib/cluster/file/read'
import { createEngine, type Engine, newId } from '@/server/engine'
import { STOP_TIMEOUTS } from '@/server/runs/job/stop-timeouts'
import { sandboxCluster } from '@/server/sandbox/cluster'
import type { SandboxHost } from '@/server/sandbox/sandbox'
import { scriptedPackage } from '../../cli/lab'
import { hostOf, labSandbox } from '../../lab/sandbox'
import { scaled } from '../../scale'

const TEST_MS = 180_000
const SOON_MS = 60_000
const STOP_AFTER = { ...STOP_TIMEOUTS, interruptMs: 1_000, hostMs: 1_000, terminateMs: 1_000 }
/** Ignores SIGHUP when Ansible's ssh exits, like apt around dpkg. */
const IGNORES_HUP = 'trap "" HUP; sleep 4712 & sleep 4713; true'
/** Ansible's interpreter discovery can fail on a busy machine (`Broken pipe`). */
const INTERPRETER = '-e ansible_python_interpreter=/usr/bin/python3'
const sandbox = labSandbox('master', 'node1', 'node2')
let data: string
let engine: Engine

beforeAll(async () => {
  data = await mkdtemp(path.join(tmpdir(), 'run-stop-'))
  engine = createEngine({ data, logLevel: 'silent', stopTimeouts: scaled(STOP_AFTER, STOP_TIMEOUTS) })
})
afterAll(async () => {
  await engine.close()
  await rm(data, { recursive: true, force: true })
})

const count = async (host: SandboxHost, pattern: string) =>
  Number((await host.exec(`ps -e -o args= | grep -c "^${pattern}"`)).stdout)
const remoteProcesses = (host: SandboxHost) => count(host, 'sleep 471[23]')
const installerProcesses = () => count(hostOf(sandbox(), 0), 'sleep 4711')

/** node1 logs in as root, node2 as a sudo user. */
async function clusterOf(packageFolder: string): Promise<string> {
  const cluster = sandboxCluster(sandbox(), packageFolder)
  const { sudoUser: user, sudoPassword: password } = hostOf(sandbox(), 2)
  const hosts = cluster.hosts.map((host, at) =>
    at === 2 ? { ...host, user, password, sudoPassword: password } : host,
  )
  const { draft } = readClusterFile(JSON.stringify({ ...cluster, hosts }), newId)
  return (await engine.clusters.create(draft)).id
}

describe('a stop while Ansible waits for its hosts', () => {
  it.each([
    ['with a folder for each module', 0],
    ['pipelined', 1],
  ])(
    "ends the installer and Ansible's processes on the hosts, as root and with sudo: %s",
    async (_, pipelining) => {
      const script = `sleep 4711 &
setsid sleep 4711 &
ANSIBLE_PIPELINING=${pipelining} ansible all -i ../conf/hosts.ini ${INTERPRETER} -m shell -a '${IGNORES_HUP}'`
      const packageFolder = await scriptedPackage(sandbox(), `pipelining-${pipelining}`, script)
      const run = await engine.runs.start(await clusterOf(packageFolder))
      for (const host of sandbox().hosts)
        await expect.poll(() => remoteProcesses(host), { timeout: SOON_MS, message: host.name }).toBe(2)
      expect(await installerProcesses()).toBe(2)
      await run.stop()
      for (const host of sandbox().hosts) expect(await remoteProcesses(host), host.name).toBe(0)
      expect(await installerProcesses()).toBe(0)
      await run.ended
      expect(run.view()).toMatchObject({ state: 'stopped' })
      expect(run.view().leftRunning).toBeUndefined()
    },
    TEST_MS,
  )
})
