/** The practice package, which imitates the layout, menu, prompts and banner of advanced-1.0.0. */
import { cp, mkdir } from 'node:fs/promises'
import path from 'node:path'
import { command } from './command'
import { SandboxError } from './error'
import { sandboxFolder } from './paths'
import type { Sandbox } from './sandbox'

const PACKAGE = 'kubesphere-all-advanced-1.0.0'
const PACK_MS = 60_000

/** `full`: about 100 tasks in a minute. `small`: the same plays, prompts and failures in about 30 tasks and seconds. */
export type PackageSize = 'full' | 'small'

/** The full package's folder in the clone. */
export const sandboxPackageFolder = (): string => sandboxFolder('package', PACKAGE)

export interface PackageTarget {
  /** Default: the first host, which serves as taskbox. */
  hostName?: string
  /** The package's parent folder on that host. Default: `/opt`. */
  folder?: string
  /** Default: `full`. */
  size?: PackageSize
}

/**
 * Copies the package to one of the practice hosts.
 * @returns its path on that host
 */
export async function installSandboxPackage(
  sandbox: Pick<Sandbox, 'hosts'>,
  { hostName = sandbox.hosts[0].name, folder = '/opt', size = 'full' }: PackageTarget = {},
): Promise<string> {
  const host = sandbox.hosts.find(({ name }) => name === hostName)
  if (host === undefined) throw new SandboxError('name', { name: hostName })
  const target = path.posix.join(folder, PACKAGE)
  await mkdir(path.join(host.rootFolder, folder), { recursive: true })
  await cp(sandboxPackageFolder(), path.join(host.rootFolder, target), { recursive: true })
  if (size === 'small')
    await cp(sandboxFolder('small-package'), path.join(host.rootFolder, target), { recursive: true })
  // Any user may own the clone; files that root runs on a host must belong to root.
  await host.exec(`chown -R root:root '${target}' && chmod -R u+rwX,go-w '${target}'`)
  return target
}

/**
 * Packs the package like a download: `kubesphere-all-advanced-1.0.0.tar.gz` in an existing folder.
 * @returns the file's path
 */
export async function packSandboxPackage(folder: string): Promise<string> {
  const file = path.join(folder, `${PACKAGE}.tar.gz`)
  const flat = ['--owner=root:0', '--group=root:0', '--sort=name']
  const done = await command('tar', [...flat, '-C', sandboxFolder('package'), '-czf', file, PACKAGE], {
    deadlineMs: PACK_MS,
  })
  if (done.exitCode !== 0) throw new SandboxError('package-missing', { detail: done.stderr.trim() })
  return file
}
