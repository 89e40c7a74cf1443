/**
 * The practice packages, which imitate layout, menu, prompts, playbooks and banner of KubeSphere's packages. Their roles
 * are shared (`package/roles`); `package/RELEASE` has what differs. See package/README.md.
 */
import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { SandboxError } from '../error'
import { command } from '../machine/command'
import { sandboxFolder } from '../paths'
import type { Sandbox } from '../sandbox'
import type { PracticeRelease } from './releases'

const PACK_MS = 60_000

/** `full`: about 100 tasks in a minute. `small`: the same plays, prompts and failures in about 30 tasks and seconds. */
export type PackageSize = 'full' | 'small'

/** A file or folder in `package/`, and its place in a package. Later ones replace files of earlier ones. */
type Part = readonly [from: string, to: string]

interface Layout {
  /** The package's folder. */
  name: string
  /** The folder with its own files, and their folders. */
  own: string
  folders: readonly string[]
  parts: readonly Part[]
  small: readonly Part[]
}

function layoutOf1(own: string): Layout {
  const vars = 'playbooks/group_vars/all'
  return {
    name: `kubesphere-all-${own}`,
    own,
    folders: ['conf', 'scripts', 'playbooks', 'kubesphere'],
    parts: [
      ['vars', vars],
      [`${own}/release.yml`, `${vars}/release.yml`],
      ['roles', 'playbooks/roles'],
      ['filter_plugins', 'playbooks/filter_plugins'],
      ['add-nodes.yml', 'playbooks/add-nodes.yml'],
      ['reset.yml', 'playbooks/uninstall.yml'],
    ],
    small: [
      ['small/roles', 'playbooks/roles'],
      ['small/size.yml', `${vars}/size.yml`],
    ],
  }
}

function layoutOf2(own: string): Layout {
  const vars = ['local', 'my_cluster'].map((inventory) => `k8s/inventory/${inventory}/group_vars/all`)
  return {
    name: `kubesphere-all-${own}`,
    own,
    folders: ['conf', 'scripts', 'kubesphere'],
    parts: [
      ['2.x', ''],
      ...vars.flatMap((folder): Part[] => [
        ['vars', folder],
        [`${own}/release.yml`, `${folder}/release.yml`],
      ]),
      ['roles', 'k8s/roles'],
      ['filter_plugins', 'k8s/filter_plugins'],
      ['add-nodes.yml', 'k8s/scale.yml'],
      ['reset.yml', 'k8s/reset.yml'],
    ],
    small: [
      ['small/roles', 'k8s/roles'],
      ...vars.map((folder): Part => ['small/size.yml', `${folder}/size.yml`]),
    ],
  }
}

const LAYOUTS: Readonly<Record<PracticeRelease, Layout>> = {
  '1.0.0': layoutOf1('advanced-1.0.0'),
  '2.0.2': layoutOf2('advanced-2.0.2'),
  '2.1.0': layoutOf2('v2.1.0'),
}

/** The folder with the files that only one release has, such as its `conf/`. */
export const practicePackageSource = (release: PracticeRelease): string =>
  sandboxFolder('package', LAYOUTS[release].own)

/** Writes a package to an existing folder, or a new one. */
async function writePackage(folder: string, release: PracticeRelease, size: PackageSize): Promise<void> {
  const { own, folders, parts, small } = LAYOUTS[release]
  const all: Part[] = [
    ['README.md', 'README.md'],
    ['conf', 'conf'],
    ['scripts', 'scripts'],
    ...parts,
    ...folders.map((name): Part => [`${own}/${name}`, name]),
    ...(size === 'small' ? small : []),
  ]
  for (const [from, to] of all)
    await cp(sandboxFolder('package', from), path.join(folder, to), { recursive: true })
}

export interface PackageTarget {
  /** Default: the first host, which serves as taskbox. */
  hostName?: string
  /** The package's parent folder on that host. Default: `/opt`. */
  folder?: string
  /** Default: `full`. */
  size?: PackageSize
  /** Default: `1.0.0`. */
  release?: PracticeRelease
}

/**
 * Copies a package to one of the practice hosts.
 * @returns its path on that host
 */
export async function installSandboxPackage(
  sandbox: Pick<Sandbox, 'hosts'>,
  { hostName = sandbox.hosts[0].name, folder = '/opt', size = 'full', release = '1.0.0' }: PackageTarget = {},
): Promise<string> {
  const host = sandbox.hosts.find(({ name }) => name === hostName)
  if (host === undefined) throw new SandboxError('name', { name: hostName })
  const target = path.posix.join(folder, LAYOUTS[release].name)
  await mkdir(path.join(host.rootFolder, folder), { recursive: true })
  await writePackage(path.join(host.rootFolder, target), release, size)
  // Any user may own the clone; files that root runs on a host must belong to root.
  await host.exec(`chown -R root:root '${target}' && chmod -R u+rwX,go-w '${target}'`)
  return target
}

/**
 * Packs a full package like a download: `kubesphere-all-advanced-1.0.0.tar.gz` in an existing folder.
 * @returns the file's path
 */
export async function packSandboxPackage(
  folder: string,
  release: PracticeRelease = '1.0.0',
): Promise<string> {
  const { name } = LAYOUTS[release]
  const file = path.join(folder, `${name}.tar.gz`)
  const written = await mkdtemp(path.join(tmpdir(), 'practice-package-'))
  try {
    await writePackage(path.join(written, name), release, 'full')
    const flat = ['--owner=root:0', '--group=root:0', '--mode=u+rwX,go-w', '--sort=name']
    const done = await command('tar', [...flat, '-C', written, '-czf', file, name], { deadlineMs: PACK_MS })
    if (done.exitCode !== 0) throw new SandboxError('package-missing', { detail: done.stderr.trim() })
  } finally {
    await rm(written, { recursive: true })
  }
  return file
}
