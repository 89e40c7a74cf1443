/**
 * Claims on a practice network. A claim is a lock file under /run with its owner's process identity. `link` creates it
 * atomically, so that two processes never acquire the same one. It is stale as soon as its owner is dead.
 */
import { link, mkdir, readdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { z } from 'zod'
import { command } from './command'
import { RUN_FOLDER } from './places'
import { PracticeProblem } from './problem'
import { identify, type ProcessIdentity, processIdentity, stillRuns } from './process'
import { type Block, formatBlock, freeBlocks, parseBlock, prefixFor } from './subnet'

const IP_MS = 10_000

const claimFile = z.object({
  version: z.literal(1),
  subnet: z.string(),
  owner: processIdentity,
  keeper: processIdentity.optional(),
})

export interface Claim {
  /** The network's first address, which names the claim's file. */
  id: string
  block: Block
  /** Mount point of the sandbox's file system. */
  folder: string
  /** The machine's end of the veth pair into the sandbox. */
  interfaceName: string
}

const addressList = z.array(z.object({ addr_info: z.array(z.object({ local: z.string().optional() })) }))
const routeList = z.array(z.object({ dst: z.string() }))

async function ipJson(...args: string[]): Promise<unknown> {
  const done = await command('ip', ['-4', '-json', ...args], { deadlineMs: IP_MS })
  if (done.exitCode !== 0) throw new PracticeProblem('no-namespaces', { detail: done.stderr.trim() })
  return JSON.parse(done.stdout || '[]')
}

/** Networks that the machine already uses: all its addresses and routes, except the default route. */
async function takenBlocks(): Promise<Block[]> {
  const addresses = addressList.parse(await ipJson('address'))
  const routes = routeList.parse(await ipJson('route', 'show', 'table', 'all'))
  const texts = [
    ...addresses.flatMap((link) => link.addr_info.map((info) => info.local ?? '')),
    ...routes.map((route) => route.dst),
  ]
  return texts.flatMap((text) => parseBlock(text) ?? []).filter((block) => block.prefix > 0)
}

const claimPath = (id: string): string => path.join(RUN_FOLDER, `${id}.json`)

function claimOf(block: Block): Claim {
  const id = formatBlock(block).split('/')[0] ?? ''
  const [, second, third] = id.split('.')
  return { id, block, folder: path.join(RUN_FOLDER, id), interfaceName: `tb-${second}-${third}` }
}

async function write(claim: Claim, owner: ProcessIdentity, keeper?: ProcessIdentity): Promise<string> {
  const draft = path.join(RUN_FOLDER, `.${claim.id}.${process.pid}.${Date.now()}`)
  const content = { version: 1, subnet: formatBlock(claim.block), owner, ...(keeper && { keeper }) }
  await mkdir(RUN_FOLDER, { recursive: true, mode: 0o700 })
  await writeFile(draft, `${JSON.stringify(content)}\n`, { mode: 0o600 })
  return draft
}

async function tryClaim(claim: Claim, owner: ProcessIdentity): Promise<boolean> {
  const draft = await write(claim, owner)
  try {
    await link(draft, claimPath(claim.id))
    await mkdir(claim.folder, { recursive: true, mode: 0o700 })
    return true
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') return false
    throw error
  } finally {
    await rm(draft, { force: true })
  }
}

/** Claims an unused network for this number of hosts. @throws PracticeProblem `no-subnet` */
export async function claimNetwork(hosts: number): Promise<Claim> {
  const prefix = prefixFor(hosts)
  if (prefix === undefined) throw new PracticeProblem('no-subnet', { hosts: String(hosts) })
  const owner = await identify(process.pid)
  const taken = [...(await takenBlocks()), ...(await claimedBlocks())]
  for (const block of freeBlocks(prefix, taken)) {
    const claim = claimOf(block)
    if (await tryClaim(claim, owner)) return claim
  }
  throw new PracticeProblem('no-subnet', { hosts: String(hosts) })
}

async function claims(): Promise<string[]> {
  const names = await readdir(RUN_FOLDER).catch(() => [])
  return names
    .filter((name) => /^\d+(\.\d+){3}\.json$/.test(name))
    .map((name) => name.slice(0, -'.json'.length))
}

/** Parses a claim; undefined if it cannot be read. An unreadable claim is never removed. */
async function readClaim(id: string): Promise<z.infer<typeof claimFile> | undefined> {
  const text = await readFile(claimPath(id), 'utf8').catch(() => 'null')
  try {
    return claimFile.parse(JSON.parse(text))
  } catch {
    return undefined
  }
}

async function claimedBlocks(): Promise<Block[]> {
  const read = await Promise.all((await claims()).map(readClaim))
  return read.flatMap((claim) => (claim && parseBlock(claim.subnet)) ?? [])
}

/** Adds the supervisor to the claim, so that a sweep can kill it when the owner is dead. */
export async function recordKeeper(claim: Claim, keeperPid: number): Promise<void> {
  const draft = await write(claim, await identify(process.pid), await identify(keeperPid))
  await rename(draft, claimPath(claim.id))
}

/** Releases the network of a stopped sandbox. Deletes the claim last, so that the next owner finds no leftovers. */
export async function releaseClaim(claim: Claim): Promise<void> {
  // The kernel deletes the veth pair with the sandbox's network namespace, but with a delay.
  await command('ip', ['link', 'delete', claim.interfaceName], { deadlineMs: IP_MS })
  await rmdir(claim.folder).catch(() => undefined)
  await rm(claimPath(claim.id), { force: true })
  await rmdir(RUN_FOLDER).catch(() => undefined)
}

/**
 * Removes stale sandboxes: kills their supervisor and releases their network. Sandboxes exit with their owner; this is
 * for those that could not, because both were killed at once or the machine stalled.
 * @returns the ids of the removed sandboxes
 */
export async function sweepStale(): Promise<string[]> {
  const swept: string[] = []
  for (const id of await claims()) {
    const claim = await readClaim(id)
    const block = claim && parseBlock(claim.subnet)
    if (claim === undefined || block === undefined || (await stillRuns(claim.owner))) continue
    if (claim.keeper !== undefined && (await stillRuns(claim.keeper)))
      process.kill(claim.keeper.pid, 'SIGKILL')
    await releaseClaim(claimOf(block))
    swept.push(id)
  }
  return swept
}
