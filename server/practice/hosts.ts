/**
 * Practice hosts: sandboxed machines built from Linux namespaces. Each has its own network, host name, processes,
 * users, sshd, and an overlay of this machine's `/` as its root. They share one kernel and change nothing on this
 * machine. All are descendants of one supervisor (keeper.ts), so that they exit whenever their owner does.
 */

import { readFile } from 'node:fs/promises'
import { randomPassword } from './accounts'
import { type Claim, claimNetwork, recordKeeper, releaseClaim, sweepStale } from './claim'
import { command } from './command'
import { type HostPlan, openHost, type PracticeHost } from './host'
import { type Keeper, startKeeper } from './keeper'
import { hostPackages, installTools, type Say } from './machine-packages'
import { PracticeProblem } from './problem'
import { seedHosts, seedWorld } from './seed'
import { formatBlock, hostAddress, machineAddress, prefixFor } from './subnet'

export { sweepStale } from './claim'
export type { PracticeHost } from './host'

const START_MS = 60_000
const START_MS_PER_HOST = 1000
const PROBE_MS = 10_000
const HOST_NAME = /^[a-z0-9]([-a-z0-9]{0,40}[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/

export interface PracticeOptions {
  /** Unique host names, one host for each, in this order. */
  names: readonly string[]
  say?: Say
}

export interface PracticeWorld {
  /** This machine's address in the practice network. */
  gateway: string
  /** The practice network in CIDR notation. */
  subnet: string
  hosts: readonly [PracticeHost, ...PracticeHost[]]
  /** Stops all hosts and deletes their files. The network and the shared layers remain for `startHosts`. */
  clearHosts(): Promise<void>
  /** Starts other hosts after `clearHosts`, faster than a new sandbox. @throws PracticeProblem `no-subnet`, `name` */
  startHosts(names: readonly string[]): Promise<void>
  /** Removes the whole sandbox and resolves when nothing remains. Idempotent. */
  stop(): Promise<void>
}

async function assertSupported(names: readonly string[]): Promise<void> {
  if (process.platform !== 'linux') throw new PracticeProblem('not-linux', { platform: process.platform })
  if (process.getuid?.() !== 0) throw new PracticeProblem('not-root', { uid: String(process.getuid?.()) })
  assertHostNames(names)
}

function assertHostNames(names: readonly string[]): void {
  const bad = names.find((name, index) => !HOST_NAME.test(name) || names.indexOf(name) !== index)
  if (bad !== undefined || names.length === 0) throw new PracticeProblem('name', { name: bad ?? '' })
}

async function assertNamespaces(): Promise<void> {
  const kinds = ['--net', '--mount', '--uts', '--ipc', '--pid', '--fork', '--kill-child']
  const done = await command('unshare', [...kinds, 'mount', '-t', 'tmpfs', 'probe', '/mnt'], {
    deadlineMs: PROBE_MS,
  })
  if (done.exitCode !== 0) throw new PracticeProblem('no-namespaces', { detail: done.stderr.trim() })
}

/** Connects this machine to the sandbox's bridge by a veth pair. */
async function connect(claim: Claim, keeperPid: number): Promise<void> {
  const name = claim.interfaceName
  const script = [
    `link add ${name} type veth peer name machine netns ${keeperPid}`,
    `link set ${name} addrgenmode none`,
    `addr add ${machineAddress(claim.block)}/${claim.block.prefix} brd + dev ${name}`,
    `link set ${name} up`,
  ]
  const outside = await command('ip', ['-batch', '-'], {
    deadlineMs: PROBE_MS,
    input: `${script.join('\n')}\n`,
  })
  const within = [
    '--net',
    '--target',
    String(keeperPid),
    'ip',
    'link',
    'set',
    'machine',
    'master',
    'bridge',
    'up',
  ]
  const inside = await command('nsenter', within, { deadlineMs: PROBE_MS })
  const detail = (outside.stderr + inside.stderr).trim()
  if (outside.exitCode !== 0 || inside.exitCode !== 0) throw new PracticeProblem('no-namespaces', { detail })
}

const numberIn = (line: string): number => Number(line.split(' ').at(-1))

async function expectLine(keeper: Keeper, start: string, deadlineAt: number): Promise<string> {
  const line = await keeper.read(deadlineAt)
  if (line?.startsWith(start)) return line
  throw new PracticeProblem('host-failed', {
    waitedFor: start,
    said: line ?? '',
    detail: keeper.complaints(),
  })
}

/** Waits until every host is ready. @returns the pid of each host's init */
async function awaitHosts(
  keeper: Keeper,
  world: string,
  count: number,
  deadlineAt: number,
): Promise<Map<string, number>> {
  const pids = new Map<string, number>()
  for (let ready = 0; ready < count; ) {
    const line = await expectLine(keeper, 'host ', deadlineAt)
    const [, name = '', word] = line.split(' ')
    if (word === 'pid') pids.set(name, numberIn(line))
    if (word === 'ready') ready += 1
    if (word !== 'ended') continue
    const detail = await readFile(`${world}/log/${name}`, 'utf8').catch(() => '')
    throw new PracticeProblem('host-failed', { host: name, detail: detail.trim().slice(-1000) })
  }
  return pids
}

/** The sandbox's folder, as a path in this process's mount namespace. */
const worldFolder = (claim: Claim, keeperPid: number): string => `/proc/${keeperPid}/root${claim.folder}`

/** Builds the layers that all hosts share. @returns the sandbox's folder */
async function build(claim: Claim, keeper: Keeper, debs: string): Promise<string> {
  const deadlineAt = Date.now() + START_MS
  const pid = numberIn(await expectLine(keeper, 'keeper ', deadlineAt))
  await recordKeeper(claim, pid)
  const world = worldFolder(claim, pid)
  await seedWorld(world)
  keeper.say(`build ${debs}`)
  await connect(claim, pid)
  await expectLine(keeper, 'built', deadlineAt)
  return world
}

async function startHosts(
  keeper: Keeper,
  world: string,
  plans: readonly HostPlan[],
): Promise<[PracticeHost, ...PracticeHost[]]> {
  const deadlineAt = Date.now() + START_MS + plans.length * START_MS_PER_HOST
  await seedHosts(world, plans)
  keeper.say('start')
  const pids = await awaitHosts(keeper, world, plans.length, deadlineAt)
  const [first, ...others] = await Promise.all(plans.map((plan) => openHost(plan, pids.get(plan.name) ?? 0)))
  if (first === undefined) throw new PracticeProblem('host-failed')
  return [first, ...others]
}

async function clearHosts(keeper: Keeper): Promise<void> {
  const deadlineAt = Date.now() + START_MS
  keeper.say('clear')
  // Lines about hosts that exited by themselves may come first.
  while (!(await expectLine(keeper, '', deadlineAt)).startsWith('cleared'));
}

function makePlans(claim: Claim, names: readonly string[]): HostPlan[] {
  return names.map((name, index) => ({
    name,
    address: hostAddress(claim.block, index),
    password: randomPassword(),
    sudoPassword: randomPassword(),
  }))
}

/**
 * Starts practice hosts on their own network: 3 take about two seconds, 50 about five. Any number of sandboxes may run
 * at once. Stale sandboxes of dead owners are removed first.
 * @throws PracticeProblem if the hosts cannot start; everything that was started is removed
 */
export async function startPracticeHosts({
  names,
  say = () => undefined,
}: PracticeOptions): Promise<PracticeWorld> {
  await assertSupported(names)
  await installTools(say)
  await assertNamespaces()
  await sweepStale()
  const debs = await hostPackages(say)
  const claim = await claimNetwork(names.length)
  const keeper = startKeeper(claim)
  let stopped: Promise<void> | undefined
  // Stop only once: afterwards the network may belong to another sandbox.
  const stop = (): Promise<void> => {
    stopped ??= keeper.end().then(() => releaseClaim(claim))
    return stopped
  }
  try {
    const folder = await build(claim, keeper, debs)
    const world: PracticeWorld = {
      gateway: machineAddress(claim.block),
      subnet: formatBlock(claim.block),
      hosts: await startHosts(keeper, folder, makePlans(claim, names)),
      stop,
      clearHosts: () => clearHosts(keeper),
      startHosts: async (others) => {
        assertHostNames(others)
        if ((prefixFor(others.length) ?? 0) < claim.block.prefix)
          throw new PracticeProblem('no-subnet', { hosts: String(others.length) })
        world.hosts = await startHosts(keeper, folder, makePlans(claim, others))
      },
    }
    keeper.release()
    say(`Practice hosts on ${formatBlock(claim.block)}: ${names.join(', ')}`)
    return world
  } catch (error) {
    await stop()
    throw error
  }
}
