/** One practice host: its address, two logins, and `exec`, which needs neither. */
import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { type CommandResult, command } from '../machine/command'
import { DROPPED_CAPABILITIES } from './capabilities'

const DEFAULT_EXEC_MS = 60_000
/** Time that the host has to kill a command after its deadline. */
const GRACE_MS = 5000
/** Drops the capabilities that the host's own processes lack; a process that enters from outside has all of them. */
const DROP_CAPABILITIES = ['setpriv', '--bounding-set', DROPPED_CAPABILITIES]

export interface HostExecOptions {
  /** Written to the command's standard input. */
  input?: string
  /** Default: one minute. The command is then killed, with exit status 124. */
  deadlineMs?: number
}

/** `simple`: a shell script that starts sshd, quickly. `systemd`: the real one, with sshd as a unit. */
export type HostInit = 'simple' | 'systemd'

/** Settings of a host before it starts. */
export interface HostPlan {
  name: string
  init: HostInit
  address: string
  /** Password of root. */
  password: string
  /** Password of the user `ubuntu`, also for sudo. */
  sudoPassword: string
}

export interface SandboxHost extends HostPlan {
  port: 22
  user: 'root'
  sudoUser: 'ubuntu'
  /** `SHA256:…`, as `ssh-keygen -l` prints it. The host has one key, of type ed25519. */
  hostKeyFingerprint: string
  /** The host's `/` as a folder of this machine. Absolute links in it resolve to this machine's own files. */
  rootFolder: string
  /**
   * Runs a sh command in the host as root, without ssh: for setup and inspection, and without a network. Its processes
   * stay in the cgroups of this process.
   */
  exec(command: string, options?: HostExecOptions): Promise<CommandResult>
}

/** The fingerprint of a `.pub` file's line: SHA-256 of the key in unpadded base64. */
function fingerprint(publicKey: string): string {
  const key = Buffer.from(publicKey.split(' ')[1] ?? '', 'base64')
  return `SHA256:${createHash('sha256').update(key).digest('base64').replace(/=$/, '')}`
}

/** Describes a running host. @param pid the host's init in this machine's pid namespace */
export async function openHost(plan: HostPlan, pid: number): Promise<SandboxHost> {
  const rootFolder = `/proc/${pid}/root`
  const publicKey = await readFile(path.join(rootFolder, 'etc/ssh/ssh_host_ed25519_key.pub'), 'utf8')
  const kinds = [
    '--mount',
    '--uts',
    '--ipc',
    '--net',
    '--pid',
    ...(plan.init === 'systemd' ? ['--cgroup'] : []),
  ]
  const enter = ['--target', String(pid), ...kinds, '--root', '--wd']
  return {
    ...plan,
    port: 22,
    user: 'root',
    sudoUser: 'ubuntu',
    hostKeyFingerprint: fingerprint(publicKey),
    rootFolder,
    exec: (line, { deadlineMs = DEFAULT_EXEC_MS, input = '' } = {}) => {
      // Run `timeout` inside the host, where it can kill a command with all its children.
      const limited = ['timeout', '--kill-after=1', `${deadlineMs / 1000}`, 'sh', '-c', line]
      return command('nsenter', [...enter, ...DROP_CAPABILITIES, ...limited], {
        deadlineMs: deadlineMs + GRACE_MS,
        input,
      })
    },
  }
}
