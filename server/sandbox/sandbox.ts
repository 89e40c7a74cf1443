/**
 * Practice hosts: sandboxed machines built from Linux namespaces. Each has its own network, host name, processes,
 * users, sshd, and an overlay of this machine's `/` as its root. They share one kernel and change nothing on this
 * machine. All are descendants of one supervisor (supervisor.ts), so that they exit whenever their owner does.
 */

import { build } from './build'
import { SandboxError } from './error'
import type { HostInit, SandboxHost } from './hosts/host'
import { clearHosts, populate } from './hosts/start-hosts'
import { command } from './machine/command'
import { hostPackages, installTools, type ProgressListener } from './machine/machine-packages'
import { acquireNetwork, releaseNetwork, removeStaleSandboxes } from './network/network-lease'
import { formatBlock, machineAddress, prefixFor } from './network/subnet'
import { startSupervisor } from './supervisor'

export type { SandboxHost } from './hosts/host'
export { removeStaleSandboxes } from './network/network-lease'

const PROBE_MS = 10_000
const HOST_NAME = /^[a-z0-9]([-a-z0-9]{0,40}[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/

export interface SandboxOptions {
  /** Unique host names, one host for each, in this order. */
  names: readonly string[]
  /** Default: `simple`. Where systemd cannot run, its hosts become simple ones, and `onProgress` receives the reason. */
  init?: HostInit
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
  startHosts(names: readonly string[], init?: HostInit): Promise<void>
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

/**
 * Starts practice hosts on their own network: 3 take about two seconds, 50 about five; with systemd, 3 took five to six
 * seconds on two busy cores. Any number of sandboxes may run at once. Stale sandboxes of dead owners are removed first.
 * @throws SandboxError if the hosts cannot start; everything that was started is removed
 */
export async function startSandbox({
  names,
  init: firstInit = 'simple',
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
    const empty = { lease, supervisor, folder: await build(lease, supervisor, debs), onProgress }
    const sandbox: Sandbox = {
      gateway: machineAddress(lease.block),
      subnet: formatBlock(lease.block),
      hosts: await populate(empty, names, firstInit),
      stop,
      clearHosts: () => clearHosts(supervisor),
      startHosts: async (others, init = 'simple') => {
        assertHostNames(others)
        if ((prefixFor(others.length) ?? 0) < lease.block.prefix)
          throw new SandboxError('no-subnet', { hosts: String(others.length) })
        sandbox.hosts = await populate(empty, others, init)
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
