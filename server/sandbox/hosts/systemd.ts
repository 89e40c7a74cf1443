/** Prepares this machine to run practice hosts with systemd, if its kernel and its cgroups allow it. */
import { symlink, writeFile } from 'node:fs/promises'
import path from 'node:path'
import {
  createCgroup,
  type Hierarchy,
  machineHierarchies,
  removeCgroups,
  sandboxCgroups,
} from '../machine/cgroups'
import { command } from '../machine/command'
import { type ProgressListener, runtimePrograms } from '../machine/machine-packages'
import { type NetworkLease, saveLease } from '../network/network-lease'

const PROBE_MS = 10_000

/** Why practice hosts cannot run systemd here, as the end of a sentence; undefined if they can. */
async function obstacle(hierarchies: readonly Hierarchy[]): Promise<string | undefined> {
  if (hierarchies.length === 0) return 'this machine mounts no cgroup hierarchy for systemd in /sys/fs/cgroup'
  const probe = await command('unshare', ['--cgroup', 'true'], { deadlineMs: PROBE_MS })
  return probe.exitCode === 0
    ? undefined
    : `the kernel denies cgroup namespaces (${probe.stderr.trim().split('\n')[0]})`
}

/**
 * Creates the sandbox's cgroups and lists them for its supervisor, in `SANDBOX/cgroups`. Links the programs of a container
 * runtime to `SANDBOX/runtime`.
 * @param root the sandbox's folder in this process's mount namespace
 * @returns why systemd cannot run, as the end of a sentence; undefined if it can
 */
export async function prepareSystemd(
  lease: NetworkLease,
  root: string,
  onProgress: ProgressListener,
): Promise<string | undefined> {
  if (lease.cgroups.length > 0) return undefined
  const hierarchies = await machineHierarchies()
  const found = await obstacle(hierarchies)
  if (found !== undefined) return found
  const cgroups = await sandboxCgroups(hierarchies, lease.id)
  // Record them first, so that removing the lease removes them too.
  lease.cgroups = cgroups.map(({ folder }) => folder)
  await saveLease(lease)
  try {
    for (const { folder, hierarchy } of cgroups) await createCgroup(folder, hierarchy)
  } catch (error) {
    await removeCgroups(lease.cgroups)
    lease.cgroups = []
    return `cgroups cannot be created (${error instanceof Error ? error.message : String(error)})`
  }
  const lines = cgroups.map(
    ({ folder, hierarchy: { mountPoint, type, options } }) => `${folder} ${mountPoint} ${type} ${options}\n`,
  )
  await symlink(await runtimePrograms(onProgress), path.join(root, 'runtime'))
  await writeFile(path.join(root, 'cgroups'), lines.join(''))
  return undefined
}
