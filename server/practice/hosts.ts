/**
 * Practice hosts: machines made of nothing but namespaces. Each has its own network, host name, processes, users,
 * sshd and an overlay of this machine's `/` as its root; they share one kernel, and nothing of this machine is
 * changed. All of them hang on one keeper (keeper.ts), so that they end when their owner does, in whatever way.
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
  /** One host a name, in this order; all different, as host names are. */
  names: readonly string[]
  say?: Say
}

export interface PracticeWorld {
  /** This machine's own address in the practice network; hosts reach it there. */
  gateway: string
  /** In CIDR notation. */
  subnet: string
  hosts: readonly [PracticeHost, ...PracticeHost[]]
  /** Ends all hosts with their files; the network and the shared layers stay for `startHosts`. */
  clearHosts(): Promise<void>
  /** Starts other hosts after `clearHosts`, faster than a new world. @throws PracticeProblem `no-subnet`, `name` */
  startHosts(names: readonly string[]): Promise<void>
  /** Takes everything down; resolves when nothing is left. May be called twice. */
  stop(): Promise<void>
}

async function mustBePossible(names: readonly string[]): Promise<void> {
  if (process.platform !== 'linux') throw new PracticeProblem('not-linux', { platform: process.platform })
  if (process.getuid?.() !== 0) throw new PracticeProblem('not-root', { uid: String(process.getuid?.()) })
  mustBeHostNames(names)
}

function mustBeHostNames(names: readonly string[]): void {
  const bad = names.find((name, index) => !HOST_NAME.test(name) || names.indexOf(name) !== index)
  if (bad !== undefined || names.length === 0) throw new PracticeProblem('name', { name: bad ?? '' })
}

async function mustHaveNamespaces(): Promise<void> {
  const kinds = ['--net', '--mount', '--uts', '--ipc', '--pid', '--fork', '--kill-child']
  const done = await command('unshare', [...kinds, 'mount', '-t', 'tmpfs', 'probe', '/mnt'], {
    deadlineMs: PROBE_MS,
  })
  if (done.exitCode !== 0) throw new PracticeProblem('no-namespaces', { detail: done.stderr.trim() })
}

/** Lays the cable between this machine and the world's bridge. */
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

/** Reads until every host has said that it is ready. @returns each host's init */
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

/** The world's folder, as this process can reach it. */
const worldFolder = (claim: Claim, keeperPid: number): string => `/proc/${keeperPid}/root${claim.folder}`

/** Builds the layers that all hosts share. @returns the world's folder */
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
  // Lines about hosts that ended by themselves may come first.
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
 * Starts practice hosts on a network of their own: 3 take about two seconds, 50 about five. Any number of worlds
 * may run beside each other. What earlier owners left behind is removed first.
 * @throws PracticeProblem where they cannot be had, having taken down what was begun
 */
export async function startPracticeHosts({
  names,
  say = () => undefined,
}: PracticeOptions): Promise<PracticeWorld> {
  await mustBePossible(names)
  await installTools(say)
  await mustHaveNamespaces()
  await sweepStale()
  const debs = await hostPackages(say)
  const claim = await claimNetwork(names.length)
  const keeper = startKeeper(claim)
  let stopped: Promise<void> | undefined
  // Only once: afterwards all of it may be somebody else's.
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
        mustBeHostNames(others)
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
