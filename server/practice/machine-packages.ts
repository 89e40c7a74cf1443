/**
 * What the distribution provides. Two kinds: tools that this machine itself needs and that are installed where
 * missing, after saying so; and packages that only practice hosts need, which are downloaded and never installed.
 */
import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { mkdir, mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises'
import path from 'node:path'
import { command } from './command'
import { cacheFolder } from './places'
import { PracticeProblem } from './problem'

/** Says one line to the user about what is being done. */
export type Say = (line: string) => void

const APT_MS = 10 * 60_000
const FOLDERS = ['/usr/local/sbin', '/usr/local/bin', '/usr/sbin', '/usr/bin', '/sbin', '/bin']

/** Program -> Debian package. None of these packages brings a service. */
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

/** Unpacked into the hosts' shared root, with what they depend on. */
const IN_ROOT = ['openssh-server', 'sudo', 'procps', 'iputils-ping', 'kmod']
/** Put at hand on every host, for the practice package to unpack where the inventory says so. */
const IN_POOL = ['etcd-server', 'etcd-client']

async function apt(args: readonly string[], cwd?: string): Promise<void> {
  // One apt at a time among all practice starters (a folder can be locked as well as a file); dpkg's own lock is
  // for everybody else.
  const done = await command(
    'flock',
    ['/var/lib/apt', 'apt-get', '-qq', '-o', 'DPkg::Lock::Timeout=300', ...args],
    {
      deadlineMs: APT_MS,
      env: { DEBIAN_FRONTEND: 'noninteractive' },
      ...(cwd === undefined ? {} : { cwd }),
    },
  )
  if (done.exitCode === 0) return
  throw new PracticeProblem('apt', { command: `apt-get ${args.join(' ')}`, detail: done.stderr.trim() })
}

let updated = false
async function updateLists(say: Say): Promise<void> {
  if (updated) return
  say('Updating the package lists of this machine (apt-get update)')
  // Without a network the lists of yesterday may still do; the download says so if not.
  await apt(['update']).catch(() => undefined)
  updated = true
}

const onPath = (program: string): boolean => FOLDERS.some((folder) => existsSync(path.join(folder, program)))

/**
 * Installs the tools that this machine lacks, saying which. What is there is left alone, in whatever version.
 * @throws PracticeProblem `not-debian` where there is no apt, `apt` where it fails
 */
export async function installTools(say: Say): Promise<void> {
  if (!onPath('apt-get') || !onPath('dpkg')) throw new PracticeProblem('not-debian')
  const missing = [
    ...new Set(
      Object.keys(TOOLS)
        .filter((tool) => !onPath(tool))
        .map((tool) => TOOLS[tool] ?? ''),
    ),
  ]
  if (missing.length === 0) return
  await updateLists(say)
  say(`Installing on this machine: ${missing.join(', ')}`)
  await apt(['install', '-y', '--no-install-recommends', ...missing])
}

/** Changes when the machine's packages do, for then other dependencies may be missing from `/`. */
async function cacheKey(): Promise<string> {
  const hash = createHash('sha256').update(JSON.stringify([IN_ROOT, IN_POOL]))
  for (const file of ['/etc/os-release', '/var/lib/dpkg/status']) hash.update(await readFile(file))
  return hash.digest('hex').slice(0, 16)
}

async function download(folder: string): Promise<void> {
  const root = path.join(folder, 'root')
  const pool = path.join(folder, 'pool')
  await mkdir(path.join(root, 'partial'), { recursive: true })
  await mkdir(pool)
  const archives = ['-o', `Dir::Cache::archives=${root}/`, '-o', 'Debug::NoLocking=true']
  // Fetches these and whatever they depend on that the machine does not have.
  await apt([...archives, 'install', '-y', '--no-install-recommends', '--download-only', ...IN_ROOT])
  await rm(path.join(root, 'partial'), { recursive: true, force: true })
  await apt(['download', ...IN_POOL], pool)
  // A folder that apt's own user cannot enter makes it store what it has cached already nowhere.
  if ((await readdir(pool)).length < IN_POOL.length) throw new PracticeProblem('apt', { detail: pool })
}

/**
 * The packages for practice hosts: a folder with `root/*.deb` and `pool/*.deb`, kept for the next time.
 * @throws PracticeProblem `apt`
 */
export async function hostPackages(say: Say): Promise<string> {
  const folder = path.join(cacheFolder(), await cacheKey())
  if (existsSync(folder)) return folder
  await updateLists(say)
  say(
    `Downloading for the practice hosts, not installed on this machine: ${[...IN_ROOT, ...IN_POOL].join(', ')}`,
  )
  await mkdir(cacheFolder(), { recursive: true })
  const draft = await mkdtemp(path.join(cacheFolder(), 'download-'))
  try {
    await download(draft)
    await rename(draft, folder)
  } catch (error) {
    // Somebody else was quicker: theirs is as good.
    if (!existsSync(folder)) throw error
  } finally {
    await rm(draft, { recursive: true, force: true })
  }
  return folder
}
