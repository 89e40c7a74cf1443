/**
 * All checks of 50 practice hosts, compared with `ansible all -m setup`, which also gathers facts, and with parallel
 * ssh running the same script; again over open connections; of 200 hosts; and of 200 hosts of which two are dead. The
 * engine runs in this process, so memory and delays include the supervisor of practice hosts and tsx's compiler.
 */
import { once } from 'node:events'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { getPriority, setPriority, tmpdir } from 'node:os'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { execa } from 'execa'
import type { Cluster, Host } from '@/lib/cluster/cluster'
import { advanced100 } from '@/lib/installers/kubesphere/releases'
import { buildCommand } from '@/server/checks/probe-host'
import { createProbeRequest, runChecks } from '@/server/checks/run-checks'
import { createMachines, type Machines } from '@/server/machine/machines'
import { quote } from '@/server/machine/quote'
import { type Sandbox, startSandbox } from '@/server/sandbox/sandbox'
import { HostKeys } from '@/server/ssh/host-keys'
import { type Listening, tcpServer } from '../server/machine/servers'
import { type Bench, median, type Row, seconds, spread, timed } from './bench'

const FEW = 50
const MANY = 200
const ROUNDS = 3
const NEIGHBOURS = '/proc/sys/net/ipv4/neigh/default/gc_thresh3'
const AUTOGROUP = '/proc/sys/kernel/sched_autogroup_enabled'
const PEER_MS = 15 * 60_000
/** Timeout for connecting and logging in, and thus for a dead host. */
const DIAL_MS = 20_000
/**
 * Priority of the hosts' processes, below that of Taskbox and its peers. Real hosts have their own cores; here,
 * hundreds of their processes would compete with the one client.
 */
const HOSTS_PRIORITY = 10

export const checks: Bench = async () => {
  const folder = await mkdtemp(join(tmpdir(), 'taskbox-bench-'))
  const names = Array.from({ length: MANY }, (_, n) => `node${n + 1}`)
  const undo: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })]
  try {
    undo.push(await sets(NEIGHBOURS, 100 * MANY), await sets(AUTOGROUP, 0))
    const sandbox = await atPriority(HOSTS_PRIORITY, () => startSandbox({ names }))
    undo.push(() => sandbox.stop())
    const silent = await tcpServer(() => undefined)
    undo.push(() => silent.close())
    return [...(await comparison(sandbox, folder)), ...(await scaling(sandbox, folder, silent))]
  } finally {
    for (const one of undo.reverse()) await one()
  }
}

/**
 * Changes a kernel setting, if the kernel has it: 200 hosts share one neighbour table, and autogroup scheduling would
 * ignore their priority. @returns restores the previous value
 */
async function sets(setting: string, value: number): Promise<() => Promise<void>> {
  const previous = await readFile(setting, 'utf8').catch(() => undefined)
  if (previous === undefined) return async () => undefined
  await writeFile(setting, String(value))
  return () => writeFile(setting, previous)
}

/** Runs `work` at a priority; processes that it starts inherit it. */
async function atPriority<T>(priority: number, work: () => Promise<T>): Promise<T> {
  const previous = getPriority()
  setPriority(priority)
  try {
    return await work()
  } finally {
    setPriority(previous)
  }
}

function clusterOf(sandbox: Sandbox, count: number, more: Host[] = []): Cluster {
  const hosts = sandbox.hosts.slice(0, count).map(({ name, address, password }, n): Host => {
    const login = { user: 'root', password }
    const roles: Host['roles'] = n < 3 ? ['master', 'etcd'] : ['node']
    return { id: name, name, address, ip: address, port: 22, login, taskbox: false, roles }
  })
  return {
    name: 'bench',
    installer: { id: 'kubesphere', source: '/opt/package', version: advanced100.id, mode: 'multi-node' },
    taskbox: { kind: 'local' },
    hosts: [...hosts, ...more],
    network: { plugin: 'calico', serviceCidr: '10.233.0.0/18', podCidr: '10.233.64.0/18' },
    storage: { class: 'nfs-server', parameters: {} },
    settings: {},
    addons: { harbor: { enabled: false, domain: '' } },
    waivers: [],
  }
}

/** Seconds for all checks. @param deadHosts number of hosts that may be unreachable; more of them fail the benchmark */
async function check(cluster: Cluster, machines: Machines, deadHosts = 0): Promise<number> {
  const startedAt = performance.now()
  const reports = await runChecks({ cluster, release: advanced100, machines })
  const lost = reports.filter(({ facts }) => !facts)
  if (lost.length !== deadHosts)
    throw new Error(`${lost.length} hosts not reached: ${JSON.stringify(lost[0]?.findings[0])}`)
  return (performance.now() - startedAt) / 1000
}

async function withMachines<T>(folder: string, work: (machines: Machines) => Promise<T>): Promise<T> {
  const keys = new HostKeys(join(await mkdtemp(join(folder, 'keys-')), 'keys.json'))
  const machines = createMachines(keys, { acceptUnknown: true, dialMs: DIAL_MS })
  try {
    return await work(machines)
  } finally {
    await machines.close()
  }
}

/** Runs all peers in each round, one after the other, so that other load affects all of them alike. */
async function comparison(sandbox: Sandbox, folder: string): Promise<Row[]> {
  const cluster = clusterOf(sandbox, FEW)
  const ansible = await ansibleSetup(cluster, folder)
  const ssh = await parallelSsh(cluster, folder)
  const timings = {
    first: [] as number[],
    again: [] as number[],
    ansible: [] as number[],
    ssh: [] as number[],
  }
  for (let round = 0; round < ROUNDS; round += 1) {
    await withMachines(folder, async (machines) => {
      timings.first.push(await check(cluster, machines))
      timings.again.push(await check(cluster, machines))
    })
    timings.ssh.push(await timed(ssh))
    timings.ansible.push(await timed(ansible))
  }
  const row = (what: string, taskbox: number[], peer: string, theirs: number[], goal: string): Row => ({
    what,
    taskbox: spread(taskbox),
    peer: `${peer} ${spread(theirs)}`,
    ratio: median(taskbox.map((one, round) => one / (theirs[round] ?? Number.NaN))).toFixed(3),
    goal,
  })
  return [
    row(`${FEW} hosts, first time`, timings.first, 'ansible -m setup', timings.ansible, 'at most 0.1'),
    row(`${FEW} hosts, first time`, timings.first, 'xargs -P16 ssh', timings.ssh, 'at most 1'),
    row(`${FEW} hosts, again`, timings.again, 'first time', timings.first, 'at most 0.25'),
  ].map((one, index) => ({ ...one, what: index === 1 ? `${one.what}, same script` : one.what }))
}

async function ansibleSetup({ hosts }: Cluster, folder: string) {
  const inventory = join(folder, 'hosts.ini')
  const lines = hosts.map(
    ({ name, address, login }) =>
      `${name} ansible_host=${address} ansible_user=root ansible_ssh_pass=${login.password}`,
  )
  await writeFile(inventory, lines.join('\n'), { mode: 0o600 })
  const env = {
    ANSIBLE_HOST_KEY_CHECKING: 'False',
    ANSIBLE_LOCAL_TEMP: join(folder, 'ansible'),
    // Ansible's defaults, without changing the user's known_hosts.
    ANSIBLE_SSH_ARGS: '-C -o ControlMaster=auto -o ControlPersist=60s -o UserKnownHostsFile=/dev/null',
  }
  return () =>
    execa('ansible', ['all', '-i', inventory, '-m', 'setup', '-f', String(FEW)], { env, timeout: PEER_MS })
}

/**
 * Runs the engine's script on each host by parallel ssh. The script redirects standard input, so it is passed as an
 * argument. Passwords are in files, as sshpass requires.
 */
async function parallelSsh(cluster: Cluster, folder: string) {
  const sshFolder = join(folder, 'ssh')
  await mkdir(sshFolder)
  for (const host of cluster.hosts) {
    const probeRequest = createProbeRequest({ cluster, release: advanced100 }, host)
    const script = buildCommand(probeRequest, 'nonce-bench')
    await writeFile(join(sshFolder, `${host.address}.sh`), `exec /bin/sh -c ${quote(script)}`)
    await writeFile(join(sshFolder, `${host.address}.password`), host.login.password ?? '', { mode: 0o600 })
  }
  const one =
    'sshpass -f "$0.password" ssh -o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR -n "root@$0" "$(cat "$0.sh")" >"$0.out"'
  const input = cluster.hosts.map(({ address }) => address).join('\n')
  return () => execa('xargs', ['-P16', '-n1', 'sh', '-c', one], { cwd: sshFolder, input, timeout: PEER_MS })
}

/** Rounds with 50 hosts, 200 hosts, and 200 of which two accept and never respond; with memory and delays. */
async function scaling(sandbox: Sandbox, folder: string, silent: Listening): Promise<Row[]> {
  const deadHosts = [1, 2].map((n) => deadHost(n, silent.port))
  const few = await withMachines(folder, (machines) => check(clusterOf(sandbox, FEW), machines))
  const idle = await idleNode()
  const loop = monitorEventLoopDelay({ resolution: 5 })
  let peak = 0
  const sampling = setInterval(() => {
    peak = Math.max(peak, process.memoryUsage.rss())
  }, 100)
  loop.enable()
  const many = await withMachines(folder, (machines) => check(clusterOf(sandbox, MANY), machines))
  loop.disable()
  const idleDelay = await idle.delay()
  clearInterval(sampling)
  const withDead = await withMachines(folder, (machines) =>
    check(clusterOf(sandbox, MANY, deadHosts), machines, deadHosts.length),
  )
  const row = (what: string, taskbox: string, peer: string, ratio: number, goal: string): Row => ({
    what,
    taskbox,
    peer,
    ratio: ratio.toFixed(2),
    goal,
  })
  const [mib, delay] = [peak / 2 ** 20, loop.percentile(99) / 1e6]
  return [
    row(
      `${MANY} hosts`,
      seconds(many),
      `${MANY / FEW} × ${FEW} hosts ${seconds((few * MANY) / FEW)}`,
      many / few / (MANY / FEW),
      'at most 1',
    ),
    row(
      `${MANY} hosts and 2 dead`,
      seconds(withDead),
      `without ${seconds(many)}`,
      (withDead - many) / (DIAL_MS / 1000),
      'at most 1 time-out more',
    ),
    row(`${MANY} hosts, memory`, `${mib.toFixed(0)} MiB`, '250 MiB', mib / 250, 'at most 1'),
    row(
      `${MANY} hosts, event loop p99`,
      `${delay.toFixed(0)} ms`,
      `a Node process that does nothing ${idleDelay.toFixed(0)} ms`,
      delay / idleDelay,
      'at most 50 ms',
    ),
  ]
}

/** Event loop delay of an idle process, as a baseline: the practice hosts share the machine's cores. */
const IDLE = `const loop = require('node:perf_hooks').monitorEventLoopDelay({ resolution: 5 })
loop.enable()
process.stdin.on('data', () => { console.log(loop.percentile(99) / 1e6); process.exit() })
console.log('ready')`

async function idleNode(): Promise<{ delay: () => Promise<number> }> {
  const child = execa(process.execPath, ['-e', IDLE], { stdin: 'pipe' })
  await once(child.stdout, 'data')
  return {
    delay: async () => {
      child.stdin.end('now')
      return Number((await child).stdout.split('\n').at(-1))
    },
  }
}

const deadHost = (n: number, port: number): Host => ({
  id: `dead${n}`,
  name: `dead${n}`,
  address: `127.0.0.1`,
  ip: `192.0.2.${n}`,
  port,
  login: { user: 'root', password: `x${n}` },
  taskbox: false,
  roles: ['node'],
})
