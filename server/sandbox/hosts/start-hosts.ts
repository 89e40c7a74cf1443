/** Starts the hosts of a sandbox, and clears them. */
import { readFile } from 'node:fs/promises'
import { SandboxError } from '../error'
import type { ProgressListener } from '../machine/machine-packages'
import type { NetworkLease } from '../network/network-lease'
import { hostAddress } from '../network/subnet'
import { expectLine, numberIn, type Supervisor } from '../supervisor'
import { randomPassword } from './accounts'
import { type HostInit, type HostPlan, openHost, type SandboxHost } from './host'
import { writeHostTemplates } from './rootfs-template'
import { prepareSystemd } from './systemd'

const START_MS = 60_000
const START_MS_PER_HOST = 1000

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

function makePlans(lease: NetworkLease, names: readonly string[], init: HostInit): HostPlan[] {
  return names.map((name, index) => ({
    name,
    init,
    address: hostAddress(lease.block, index),
    password: randomPassword(),
    sudoPassword: randomPassword(),
  }))
}

/** A started sandbox that has no hosts yet. */
export interface EmptySandbox {
  lease: NetworkLease
  supervisor: Supervisor
  /** The sandbox's folder in this process's mount namespace. */
  folder: string
  onProgress: ProgressListener
}

/** Starts hosts, simple ones where systemd cannot run. */
export async function populate(
  { lease, supervisor, folder, onProgress }: EmptySandbox,
  names: readonly string[],
  wanted: HostInit,
): Promise<[SandboxHost, ...SandboxHost[]]> {
  const obstacle = wanted === 'systemd' ? await prepareSystemd(lease, folder, onProgress) : undefined
  if (obstacle !== undefined) onProgress(`The practice hosts run without systemd: ${obstacle}`)
  const init = obstacle === undefined ? wanted : 'simple'
  return startHosts(supervisor, folder, makePlans(lease, names, init))
}

/** Stops all hosts and deletes their files. */
export async function clearHosts(supervisor: Supervisor): Promise<void> {
  const deadlineAt = Date.now() + START_MS
  supervisor.send('clear')
  // Lines about hosts that exited by themselves may come first.
  while (!(await expectLine(supervisor, '', deadlineAt)).startsWith('cleared'));
}
