/**
 * Packages of the distribution. Tools that this machine needs are installed if missing, with a message. Packages that
 * only practice hosts need are downloaded and never installed on this machine.
 */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { cp, mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { SandboxError } from '../error'
import { cacheFolder } from '../paths'
import { command } from './command'

/** Prints one progress line to the user. */
export type ProgressListener = (line: string) => void

const APT_MS = 10 * 60_000
const FOLDERS = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin']

/** Program -> Debian package. None of these packages installs a service. */
const TOOLS: Readonly<Record<string, string>> = {
  ip: 'iproute2',
  unshare: 'util-linux',
  nsenter: 'util-linux',
  setpriv: 'util-linux',
  flock: 'util-linux',
  mount: 'mount',
  hostname: 'hostname',
  openssl: 'openssl',
  python3: 'python3',
  ssh: 'openssh-client',
  'ssh-keygen': 'openssh-client',
  sshpass: 'sshpass',
  'ansible-playbook': 'ansible-core',
}

/** Packages unpacked into the hosts' shared root, with their dependencies. */
const IN_ROOT = [
  'openssh-server',
  'sudo',
  'procps',
  'iputils-ping',
  'kmod',
  'systemd',
  'dbus',
  'python3-venv',
]
/** Packages copied to every host, which the practice package unpacks on hosts with a role for them. */
const IN_POOL = ['etcd-server', 'etcd-client']
/** Packages whose programs hosts with systemd have in a folder of their own, outside of PATH. */
const RUNTIME = ['containerd', 'runc', 'busybox-static', 'etcd-server', 'etcd-client', 'python3-pip-whl']

async function apt(args: readonly string[], cwd?: string): Promise<void> {
  // Serialize apt among all starters of practice hosts by a lock on the folder; dpkg's own lock covers other programs.
  const result = await command(
    'flock',
    ['/var/lib/apt', 'apt-get', '-qq', '-o', 'DPkg::Lock::Timeout=300', ...args],
    {
      deadlineMs: APT_MS,
      env: { DEBIAN_FRONTEND: 'noninteractive' },
      ...(cwd === undefined ? {} : { cwd }),
    },
  )
  if (result.exitCode === 0) return
  throw new SandboxError('apt', { command: `apt-get ${args.join(' ')}`, detail: result.stderr.trim() })
}

let updated = false
async function updateLists(onProgress: ProgressListener): Promise<void> {
  if (updated) return
  onProgress('Updating the package lists of this machine (apt-get update)')
  // Without a network, the existing lists may still be sufficient; otherwise the download fails.
  await apt(['update']).catch(() => undefined)
  updated = true
}

const onPath = (program: string): boolean => FOLDERS.some((folder) => existsSync(path.join(folder, program)))

/**
 * Installs the tools that this machine lacks, and prints them. Existing tools are never upgraded.
 * @throws SandboxError `not-debian` without apt, `apt` if it fails
 */
export async function installTools(onProgress: ProgressListener): Promise<void> {
  if (!onPath('apt-get') || !onPath('dpkg')) throw new SandboxError('not-debian')
  const missing = [
    ...new Set(
      Object.keys(TOOLS)
        .filter((tool) => !onPath(tool))
        .map((tool) => TOOLS[tool] ?? ''),
    ),
  ]
  if (missing.length === 0) return
  await updateLists(onProgress)
  onProgress(`Installing on this machine: ${missing.join(', ')}`)
  await apt(['install', '-y', '--no-install-recommends', ...missing])
}

/** Changes with the machine's installed packages, since other dependencies may then be missing from `/`. */
async function cacheKey(packages: readonly string[]): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify(packages))
  for (const file of ['/etc/os-release', '/var/lib/dpkg/status']) hash.update(await readFile(file))
  return hash.digest('hex').slice(0, 16)
}

/** A cached folder for these packages, which `fill` fills if it does not exist. */
async function cached(
  packages: readonly string[],
  onProgress: ProgressListener,
  fill: (folder: string) => Promise<void>,
): Promise<string> {
  const folder = path.join(cacheFolder(), await cacheKey(packages))
  if (existsSync(folder)) return folder
  await updateLists(onProgress)
  onProgress(`Downloading for the practice hosts, not installed on this machine: ${packages.join(', ')}`)
  await mkdir(cacheFolder(), { recursive: true })
  const draft = await mkdtemp(path.join(cacheFolder(), 'download-'))
  try {
    await fill(draft)
    await rename(draft, folder)
  } catch (error) {
    // Another process filled the cache first; use its folder.
    if (!existsSync(folder)) throw error
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
  return folder
}

async function downloadTo(folder: string, packages: readonly string[]): Promise<string[]> {
  await mkdir(folder)
  await apt(['download', ...packages], folder)
  const files = await readdir(folder)
  // apt exits with 0 but stores no cached package if its own user cannot enter the folder.
  if (files.length < packages.length) throw new SandboxError('apt', { detail: folder })
  return files.map((file) => path.join(folder, file))
}

async function download(folder: string): Promise<void> {
  const root = path.join(folder, 'root')
  await mkdir(path.join(root, 'partial'), { recursive: true })
  const archives = ['-o', `Dir::Cache::archives=${root}/`, '-o', 'Debug::NoLocking=true']
  // Downloads the packages and dependencies that the machine lacks. Installed ones are visible in the hosts as they are.
  const lacking = ['install', '-y', '--no-install-recommends', '--no-upgrade', '--download-only', ...IN_ROOT]
  await apt([...archives, ...lacking])
  await rm(path.join(root, 'partial'), { recursive: true, force: true })
  await downloadTo(path.join(folder, 'pool'), IN_POOL)
}

/**
 * Returns a cached folder with the packages for practice hosts, `root/*.deb` and `pool/*.deb`, and fills it if needed.
 * @throws SandboxError `apt`
 */
export function hostPackages(onProgress: ProgressListener): Promise<string> {
  return cached([...IN_ROOT, ...IN_POOL], onProgress, download)
}

async function unpack(folder: string): Promise<void> {
  const debs = path.join(folder, 'debs')
  for (const deb of await downloadTo(debs, RUNTIME)) {
    const done = await command('dpkg', ['-x', deb, folder], { deadlineMs: APT_MS })
    if (done.exitCode !== 0) throw new SandboxError('apt', { detail: done.stderr.trim() })
  }
  await rm(debs, { recursive: true })
  // Older distributions have some programs in /bin.
  const bin = path.join(folder, 'bin')
  if (existsSync(bin)) await cp(bin, path.join(folder, 'usr', 'bin'), { recursive: true })
}

/**
 * Returns a cached folder with the unpacked programs of a container runtime and of etcd, and fills it if needed.
 * @throws SandboxError `apt`
 */
export function runtimePrograms(onProgress: ProgressListener): Promise<string> {
  return cached(RUNTIME, onProgress, unpack)
}
