/**
 * Practice hosts: sandboxed machines built from Linux namespaces. Each has its own network, host name, processes,
 * users, sshd, and an overlay of this machine's `/` as its root. They share one kernel and change nothing on this
 * machine. All are descendants of one supervisor (supervisor.ts), so that they exit whenever their owner does.
 */

import { readFile } from 'node:fs/promises'
import { randomPassword } from './accounts'
import { command } from './command'
import { SandboxError } from './error'
import { type HostPlan, openHost, type SandboxHost } from './host'
import { hostPackages, installTools, type ProgressListener } from './machine-packages'
import {
  acquireNetwork,
  type NetworkLease,
  recordSupervisor,
  releaseNetwork,
  removeStaleSandboxes,
} from './network-lease'
import { writeHostTemplates, writeSharedTemplate } from './rootfs-template'
import { formatBlock, hostAddress, machineAddress, prefixFor } from './subnet'
import { type Supervisor, startSupervisor } from './supervisor'

export type { SandboxHost } from './host'
export { removeStaleSandboxes } from './network-lease'

const START_MS = 60_000
const START_MS_PER_HOST = 1000
const PROBE_MS = 10_000
const HOST_NAME = /^[a-z0-9]([-a-z0-9]{0,40}[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/

export interface SandboxOptions {
  /** Unique host names, one host for each, in this order. */
  names: readonly string[]
  onProgress?: ProgressListener
}

export interface Sandbox {
  /** This machine's address in the practice network. */
  gateway: string
  /** The practice network in CIDR notation. */
  subnet: string
  hosts: readonly [SandboxHost, ...SandboxHost[]]
  /** Stops all hosts and deletes their files. The network and the shared layers remain for `startHosts`. */
  clearHosts(): Promise<void>
  /** Starts other hosts after `clearHosts`, faster than a new sandbox. @throws SandboxError `no-subnet`, `name` */
  startHosts(names: readonly string[]): Promise<void>
  /** Removes the whole sandbox and resolves when nothing remains. Idempotent. */
  stop(): Promise<void>
}

async function assertSupported(names: readonly string[]): Promise<void> {
  if (process.platform !== 'linux') throw new SandboxError('not-linux', { platform: process.platform })
  if (process.getuid?.() !== 0) throw new SandboxError('not-root', { uid: String(process.getuid?.()) })
  assertHostNames(names)
}

function assertHostNames(names: readonly string[]): void {
  const bad = names.find((name, index) => !HOST_NAME.test(name) || names.indexOf(name) !== index)
  if (bad !== undefined || names.length === 0) throw new SandboxError('name', { name: bad ?? '' })
}

async function assertNamespaces(): Promise<void> {
  const kinds = ['--net', '--mount', '--uts', '--ipc', '--pid', '--fork', '--kill-child']
  const done = await command('unshare', [...kinds, 'mount', '-t', 'tmpfs', 'probe', '/mnt'], {
    deadlineMs: PROBE_MS,
  })
  if (done.exitCode !== 0) throw new SandboxError('no-namespaces', { detail: done.stderr.trim() })
}

/** Connects this machine to the sandbox's bridge by a veth pair. */
async function connect(lease: NetworkLease, supervisorPid: number): Promise<void> {
  const name = lease.interfaceName
  const script = [
    `link add ${name} type veth peer name machine netns ${supervisorPid}`,
    `link set ${name} addrgenmode none`,
    `addr add ${machineAddress(lease.block)}/${lease.block.prefix} brd + dev ${name}`,
    `link set ${name} up`,
  ]
  const created = await command('ip', ['-batch', '-'], {
    deadlineMs: PROBE_MS,
    input: `${script.join('\n')}\n`,
  })
  const attach = [
    '--net',
    '--target',
    String(supervisorPid),
    'ip',
    'link',
    'set',
    'machine',
    'master',
    'bridge',
    'up',
  ]
  const attached = await command('nsenter', attach, { deadlineMs: PROBE_MS })
  const detail = (created.stderr + attached.stderr).trim()
  if (created.exitCode !== 0 || attached.exitCode !== 0) throw new SandboxError('no-namespaces', { detail })
}

const numberIn = (line: string): number => Number(line.split(' ').at(-1))

async function expectLine(supervisor: Supervisor, start: string, deadlineAt: number): Promise<string> {
  const line = await supervisor.readLine(deadlineAt)
  if (line?.startsWith(start)) return line
  throw new SandboxError('host-failed', {
    waitedFor: start,
    received: line ?? '',
    detail: supervisor.stderr(),
  })
}

/** Waits until every host is ready. @returns the pid of each host's init */
async function awaitHosts(
  supervisor: Supervisor,
  root: string,
  count: number,
  deadlineAt: number,
): Promise<Map<string, number>> {
  const pids = new Map<string, number>()
  for (let ready = 0; ready < count; ) {
    const line = await expectLine(supervisor, 'host ', deadlineAt)
    const [, name = '', word] = line.split(' ')
    if (word === 'pid') pids.set(name, numberIn(line))
    if (word === 'ready') ready += 1
    if (word !== 'ended') continue
    const detail = await readFile(`${root}/log/${name}`, 'utf8').catch(() => '')
    throw new SandboxError('host-failed', { host: name, detail: detail.trim().slice(-1000) })
  }
  return pids
}

/** The sandbox's folder, as a path in this process's mount namespace. */
const sandboxRoot = (lease: NetworkLease, supervisorPid: number): string =>
  `/proc/${supervisorPid}/root${lease.folder}`

/** Builds the layers that all hosts share. @returns the sandbox's folder */
async function build(lease: NetworkLease, supervisor: Supervisor, debs: string): Promise<string> {
  const deadlineAt = Date.now() + START_MS
  const pid = numberIn(await expectLine(supervisor, 'supervisor ', deadlineAt))
  await recordSupervisor(lease, pid)
  const root = sandboxRoot(lease, pid)
  await writeSharedTemplate(root)
  supervisor.send(`build ${debs}`)
  await connect(lease, pid)
  await expectLine(supervisor, 'built', deadlineAt)
  return root
}

async function startHosts(
  supervisor: Supervisor,
  root: string,
  plans: readonly HostPlan[],
): Promise<[SandboxHost, ...SandboxHost[]]> {
  const deadlineAt = Date.now() + START_MS + plans.length * START_MS_PER_HOST
  await writeHostTemplates(root, plans)
  supervisor.send('start')
  const pids = await awaitHosts(supervisor, root, plans.length, deadlineAt)
  const [first, ...others] = await Promise.all(plans.map((plan) => openHost(plan, pids.get(plan.name) ?? 0)))
  if (first === undefined) throw new SandboxError('host-failed')
  return [first, ...others]
}

async function clearHosts(supervisor: Supervisor): Promise<void> {
  const deadlineAt = Date.now() + START_MS
  supervisor.send('clear')
  // Lines about hosts that exited by themselves may come first.
  while (!(await expectLine(supervisor, '', deadlineAt)).startsWith('cleared'));
}

function makePlans(lease: NetworkLease, names: readonly string[]): HostPlan[] {
  return names.map((name, index) => ({
    name,
    address: hostAddress(lease.block, index),
    password: randomPassword(),
    sudoPassword: randomPassword(),
  }))
}

/**
 * Starts practice hosts on their own network: 3 take about two seconds, 50 about five. Any number of sandboxes may run
 * at once. Stale sandboxes of dead owners are removed first.
 * @throws SandboxError if the hosts cannot start; everything that was started is removed
 */
export async function startSandbox({
  names,
  onProgress = () => undefined,
}: SandboxOptions): Promise<Sandbox> {
  await assertSupported(names)
  await installTools(onProgress)
  await assertNamespaces()
  await removeStaleSandboxes()
  const debs = await hostPackages(onProgress)
  const lease = await acquireNetwork(names.length)
  const supervisor = startSupervisor(lease)
  let stopped: Promise<void> | undefined
  // Stop only once: afterwards the network may belong to another sandbox.
  const stop = (): Promise<void> => {
    stopped ??= supervisor.stop().then(() => releaseNetwork(lease))
    return stopped
  }
  try {
    const folder = await build(lease, supervisor, debs)
    const sandbox: Sandbox = {
      gateway: machineAddress(lease.block),
      subnet: formatBlock(lease.block),
      hosts: await startHosts(supervisor, folder, makePlans(lease, names)),
      stop,
      clearHosts: () => clearHosts(supervisor),
      startHosts: async (others) => {
        assertHostNames(others)
        if ((prefixFor(others.length) ?? 0) < lease.block.prefix)
          throw new SandboxError('no-subnet', { hosts: String(others.length) })
        sandbox.hosts = await startHosts(supervisor, folder, makePlans(lease, others))
      },
    }
    supervisor.release()
    onProgress(`Practice hosts on ${formatBlock(lease.block)}: ${names.join(', ')}`)
    return sandbox
  } catch (error) {
    await stop()
    throw error
  }
}
