/**
 * Control groups for practice hosts with systemd. Each host has a group of its own in every hierarchy of this machine,
 * and sees it as the root of that hierarchy (cgroup_namespaces(7)). Hierarchies may be of version 1, 2, or both.
 */
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, rmdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

const ROOT = '/sys/fs/cgroup'
const REMOVE_MS = 10_000
const RETRY_MS = 20

export interface Hierarchy {
  mountPoint: string
  type: 'cgroup' | 'cgroup2'
  /** Options of mount(8) for the same hierarchy: its controllers (`cpu,cpuacct`) or its name (`name=systemd`). */
  options: string
  /** The group of this process, as a folder. */
  own: string
}

/** Mount options that select a hierarchy of version 1, in contrast to those that every mount has. */
const SELECTS = /^(name=.+|xattr|[a-z_]+)$/
const COMMON = new Set(['rw', 'ro', 'noprefix', 'clone_children', 'cpuset_v2_mode', 'favordynmods'])

/** The groups of a process by their controllers, `a,b` in alphabetical order; `` for version 2. */
function groupsOf(text: string): Map<string, string> {
  const lines = text.trim().split('\n')
  return new Map(
    lines.map((line) => {
      const [, controllers = '', group = '/'] = /^\d+:([^:]*):(.*)$/.exec(line) ?? []
      return [controllers.split(',').sort().join(','), group]
    }),
  )
}

function parseMount(line: string, groups: ReadonlyMap<string, string>): Hierarchy | undefined {
  const [left = '', right = ''] = line.split(' - ')
  const [, , , root = '/', mountPoint = ''] = left.split(' ')
  const [type, , superOptions = ''] = right.split(' ')
  if ((type !== 'cgroup' && type !== 'cgroup2') || !`${mountPoint}/`.startsWith(`${ROOT}/`)) return undefined
  const chosen = superOptions.split(',').filter((option) => SELECTS.test(option) && !COMMON.has(option))
  const controllers = chosen.filter((option) => option !== 'xattr').sort()
  const group = groups.get(type === 'cgroup2' ? '' : controllers.join(','))
  if (group === undefined) return undefined
  // A container without its own cgroup namespace sees its group as root of the mount, but whole paths in /proc.
  const below = root !== '/' && group.startsWith(root) ? group.slice(root.length) : group
  return {
    mountPoint,
    type,
    options: type === 'cgroup2' ? '' : chosen.join(','),
    own: path.join(mountPoint, below),
  }
}

/**
 * The hierarchies below /sys/fs/cgroup that systemd can use; none if it finds neither version 2 nor `name=systemd`.
 * @param mounts the content of /proc/self/mountinfo
 * @param groups the content of /proc/self/cgroup
 */
export function parseHierarchies(mounts: string, groups: string): Hierarchy[] {
  const own = groupsOf(groups)
  const found = mounts.split('\n').flatMap((line) => parseMount(line, own) ?? [])
  const usable = found.some(({ type, mountPoint, options }) =>
    type === 'cgroup2' ? mountPoint === ROOT : options.split(',').includes('name=systemd'),
  )
  return usable ? found : []
}

/** The hierarchies of this machine, for this process. */
export async function machineHierarchies(): Promise<Hierarchy[]> {
  const [mounts, groups] = await Promise.all(
    ['mountinfo', 'cgroup'].map((file) => readFile(`/proc/self/${file}`, 'utf8').catch(() => '')),
  )
  return parseHierarchies(mounts ?? '', groups ?? '')
}

const read = (folder: string, file: string): Promise<string> =>
  readFile(path.join(folder, file), 'utf8').then(
    (text) => text.trim(),
    () => '',
  )

/**
 * The group below which a sandbox has its groups, so that it obeys the same limits as its owner. In version 2, a group
 * with processes passes on no controllers: then the nearest group above it that does.
 */
async function parentOf({ type, own, mountPoint }: Hierarchy): Promise<string> {
  if (type === 'cgroup') return own
  for (let folder = own; folder.startsWith(mountPoint); folder = path.dirname(folder))
    if ((await read(folder, 'cgroup.subtree_control')) !== '') return folder
  return own
}

/** The folder of a sandbox's group in each hierarchy. */
export async function sandboxCgroups(
  hierarchies: readonly Hierarchy[],
  sandboxId: string,
): Promise<{ folder: string; hierarchy: Hierarchy }[]> {
  return Promise.all(
    hierarchies.map(async (hierarchy) => ({
      folder: path.join(await parentOf(hierarchy), `taskbox-sandbox-${sandboxId}`),
      hierarchy,
    })),
  )
}

/** Creates a group that its members can divide further. @throws Error if the hierarchy is read-only */
export async function createCgroup(folder: string, { type }: Hierarchy): Promise<void> {
  await mkdir(folder, { recursive: true })
  // A new cpuset of version 1 is empty and accepts no process.
  for (const file of type === 'cgroup' ? ['cpuset.cpus', 'cpuset.mems'] : [])
    if (existsSync(path.join(folder, file)))
      await writeFile(path.join(folder, file), await read(path.dirname(folder), file))
  const controllers = type === 'cgroup2' ? await read(folder, 'cgroup.controllers') : ''
  for (const controller of controllers.split(' ').filter(Boolean))
    await writeFile(path.join(folder, 'cgroup.subtree_control'), `+${controller}`).catch(() => undefined)
}

async function removeTree(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { withFileTypes: true }))
    if (entry.isDirectory()) await removeTree(path.join(folder, entry.name))
  await rmdir(folder)
}

/** Removes groups with all groups in them. Waits for their processes to exit, which were killed before. */
export async function removeCgroups(folders: readonly string[]): Promise<void> {
  const deadlineAt = Date.now() + REMOVE_MS
  for (const folder of folders)
    while (existsSync(folder) && Date.now() < deadlineAt)
      await removeTree(folder).catch(() => delay(RETRY_MS))
}
