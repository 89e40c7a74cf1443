/**
 * Leases on a practice network. A lease is a lock file under /run with its owner's process identity. `link` creates it
 * atomically, so that two processes never acquire the same one. It is stale as soon as its owner is dead.
 */
import { link, mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { SandboxError } from '../error'
import { removeCgroups } from '../machine/cgroups'
import { command } from '../machine/command'
import { identify, isAlive, type ProcessIdentity, processIdentity } from '../machine/process'
import { RUN_FOLDER } from '../paths'
import { type Block, formatBlock, freeBlocks, parseBlock, prefixFor } from './subnet'

const IP_MS = 10_000

const leaseFile = z.object({
  version: z.literal(1),
  subnet: z.string(),
  owner: processIdentity,
  supervisor: processIdentity.optional(),
  cgroups: z.array(z.string()).default([]),
})

export interface NetworkLease {
  /** The network's first address, which names the lease's file. */
  id: string
  block: Block
  /** Mount point of the sandbox's file system. */
  folder: string
  /** The machine's end of the veth pair into the sandbox. */
  interfaceName: string
  supervisor?: ProcessIdentity
  /** The sandbox's cgroups, as folders. Empty until a host needs them. */
  cgroups: string[]
}

const addressList = z.array(z.object({ addr_info: z.array(z.object({ local: z.string().optional() })) }))
const routeList = z.array(z.object({ dst: z.string() }))

async function ipJson(...args: string[]): Promise<unknown> {
  const done = await command('ip', ['-4', '-json', ...args], { deadlineMs: IP_MS })
  if (done.exitCode !== 0) throw new SandboxError('no-namespaces', { detail: done.stderr.trim() })
  return JSON.parse(done.stdout || '[]')
}

/** Networks that the machine already uses: all its addresses and routes, except the default route. */
async function usedBlocks(): Promise<Block[]> {
  const addresses = addressList.parse(await ipJson('address'))
  const routes = routeList.parse(await ipJson('route', 'show', 'table', 'all'))
  const texts = [
    ...addresses.flatMap((link) => link.addr_info.map((info) => info.local ?? '')),
    ...routes.map((route) => route.dst),
  ]
  return texts.flatMap((text) => parseBlock(text) ?? []).filter((block) => block.prefix > 0)
}

const leasePath = (id: string): string => path.join(RUN_FOLDER, `${id}.json`)

function leaseOf(block: Block): NetworkLease {
  const id = formatBlock(block).split('/')[0] ?? ''
  const [, second, third] = id.split('.')
  return { id, block, folder: path.join(RUN_FOLDER, id), interfaceName: `tb-${second}-${third}`, cgroups: [] }
}

async function write(lease: NetworkLease, owner: ProcessIdentity): Promise<string> {
  const draft = path.join(RUN_FOLDER, `.${lease.id}.${process.pid}.${Date.now()}`)
  const { supervisor, cgroups } = lease
  const content = { version: 1, subnet: formatBlock(lease.block), owner, supervisor, cgroups }
  await mkdir(RUN_FOLDER, { recursive: true, mode: 0o700 })
  await writeFile(draft, `${JSON.stringify(content)}\n`, { mode: 0o600 })
  return draft
}

async function tryAcquire(lease: NetworkLease, owner: ProcessIdentity): Promise<boolean> {
  const draft = await write(lease, owner)
  try {
    await link(draft, leasePath(lease.id))
    await mkdir(lease.folder, { recursive: true, mode: 0o700 })
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  } finally {
    await rm(draft, { force: true })
  }
}

/** Leases an unused network for this number of hosts. @throws SandboxError `no-subnet` */
export async function acquireNetwork(hosts: number): Promise<NetworkLease> {
  const prefix = prefixFor(hosts)
  if (prefix === undefined) throw new SandboxError('no-subnet', { hosts: String(hosts) })
  const owner = await identify(process.pid)
  const used = [...(await usedBlocks()), ...(await leasedBlocks())]
  for (const block of freeBlocks(prefix, used)) {
    const lease = leaseOf(block)
    if (await tryAcquire(lease, owner)) return lease
  }
  throw new SandboxError('no-subnet', { hosts: String(hosts) })
}

async function leaseIds(): Promise<string[]> {
  const names = await readdir(RUN_FOLDER).catch(() => [])
  return names
    .filter((name) => /^\d+(\.\d+){3}\.json$/.test(name))
    .map((name) => name.slice(0, -'.json'.length))
}

/** Parses a lease; undefined if it cannot be read. An unreadable lease is never removed. */
async function readLease(id: string): Promise<z.infer<typeof leaseFile> | undefined> {
  const text = await readFile(leasePath(id), 'utf8').catch(() => 'null')
  try {
    return leaseFile.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

async function leasedBlocks(): Promise<Block[]> {
  const known = await Promise.all((await leaseIds()).map(readLease))
  return known.flatMap((lease) => (lease && parseBlock(lease.subnet)) ?? [])
}

/** Stores supervisor and cgroups, so that `removeStaleSandboxes` can remove them when the owner is dead. */
export async function saveLease(lease: NetworkLease): Promise<void> {
  const draft = await write(lease, await identify(process.pid))
  await rename(draft, leasePath(lease.id))
}

/** Releases the network of a stopped sandbox. Deletes the lease last, so that the next owner finds no leftovers. */
export async function releaseNetwork(lease: NetworkLease): Promise<void> {
  await removeCgroups(lease.cgroups)
  // The kernel deletes the veth pair with the sandbox's network namespace, but with a delay.
  await command('ip', ['link', 'delete', lease.interfaceName], { deadlineMs: IP_MS })
  await rmdir(lease.folder).catch(() => undefined)
  await rm(leasePath(lease.id), { force: true })
  await rmdir(RUN_FOLDER).catch(() => undefined)
}

/**
 * Removes stale sandboxes: kills their supervisor and releases their network. Sandboxes exit with their owner; this is
 * for those that could not, because both were killed at once or the machine stalled.
 * @returns the ids of the removed sandboxes
 */
export async function removeStaleSandboxes(): Promise<string[]> {
  const removed: string[] = []
  for (const id of await leaseIds()) {
    const lease = await readLease(id)
    const block = lease && parseBlock(lease.subnet)
    if (lease === undefined || block === undefined || (await isAlive(lease.owner))) continue
    if (lease.supervisor !== undefined && (await isAlive(lease.supervisor)))
      process.kill(lease.supervisor.pid, 'SIGKILL')
    await releaseNetwork({ ...leaseOf(block), cgroups: lease.cgroups })
    removed.push(id)
  }
  return removed
}
