/** One practice host as its user sees it: an address, two logins, and a way in that needs neither. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { type CommandResult, command } from './command'
import { DROPPED } from './powers'

const DEFAULT_EXEC_MS = 60_000
/** How long the host has for ending what is over its deadline. */
const GRACE_MS = 5000
/** Whoever enters from outside has all powers: those go that the host's own processes lack. */
const AS_IN_THE_HOST = ['setpriv', '--bounding-set', DROPPED]

export interface PracticeExecOptions {
  /** Written to the command's standard input. */
  input?: string
  /** Default one minute; then it is ended, with exit code 124. */
  deadlineMs?: number
}

/** What a host is given before it starts. */
export interface HostPlan {
  name: string
  address: string
  /** root's. */
  password: string
  /** Of the user `ubuntu`; sudo asks for it. */
  sudoPassword: string
}

export interface PracticeHost extends HostPlan {
  port: 22
  user: 'root'
  sudoUser: 'ubuntu'
  /** `SHA256:…`, as `ssh-keygen -l` prints it. The only host key is an ed25519 one. */
  hostKeyFingerprint: string
  /** The host's `/` as a folder of this machine. Absolute links in it point to this machine's own files. */
  rootFolder: string
  /** Runs a sh command in the host as root, past ssh: for preparing and looking, and when its network is cut. */
  exec(command: string, options?: PracticeExecOptions): Promise<CommandResult>
}

/** The fingerprint of a line of a `.pub` file: SHA-256 over the key, base64 without padding. */
function fingerprint(publicKey: string): string {
  const key = Buffer.from(publicKey.split(' ')[1] ?? '', 'base64')
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=$/, '')}`
}

/** A running host. @param pid its init, as this machine numbers it */
export async function openHost(plan: HostPlan, pid: number): Promise<PracticeHost> {
  const rootFolder = `/proc/${pid}/root`
  const publicKey = await readFile(path.join(rootFolder, 'etc/ssh/ssh_host_ed25519_key.pub'), 'utf8')
  const enter = ['--target', String(pid), '--mount', '--uts', '--ipc', '--net', '--pid', '--root', '--wd']
  return {
    ...plan,
    port: 22,
    user: 'root',
    sudoUser: 'ubuntu',
    hostKeyFingerprint: fingerprint(publicKey),
    rootFolder,
    exec: (line, { deadlineMs = DEFAULT_EXEC_MS, input = '' } = {}) => {
      // Within the host, since only there a command can be ended with all its children.
      const limited = ['timeout', '--kill-after=1', `${deadlineMs / 1000}`, 'sh', '-c', line]
      return command('nsenter', [...enter, ...AS_IN_THE_HOST, ...limited], {
        deadlineMs: deadlineMs + GRACE_MS,
        input,
      })
    },
  }
}
