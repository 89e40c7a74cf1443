/** Runs the real ssh against practice hosts: a single command, or a terminal session. */
import { stripVTControlCharacters } from 'node:util'
import { execa } from 'execa'
import type { SandboxHost } from '@/server/sandbox/sandbox'

/** ssh options that accept any host key and store none. */
export const NO_HOST_KEY_CHECK = [
  'StrictHostKeyChecking=no',
  'UserKnownHostsFile=/dev/null',
  'LogLevel=ERROR',
  'ConnectTimeout=10',
].flatMap((setting) => ['-o', setting])

/** Timeout of an install on a machine with ten times as much load as cores. */
const INSTALL_WITHIN_MS = 9 * 60_000

export interface Login {
  user: string
  password: string
}

export const rootOf = (host: SandboxHost): Login => ({ user: host.user, password: host.password })
export const sudoerOf = (host: SandboxHost): Login => ({ user: host.sudoUser, password: host.sudoPassword })

/** Runs the real ssh with a password. A failure is a result, not an error. */
export function ssh(host: SandboxHost, login: Login, command: string, input = '', options: string[] = []) {
  return execa(
    'sshpass',
    ['-e', 'ssh', ...NO_HOST_KEY_CHECK, ...options, `${login.user}@${host.address}`, command],
    {
      env: { SSHPASS: login.password },
      input,
      reject: false,
      timeout: 30_000,
    },
  )
}

/**
 * Runs a command on a terminal of the host. Each time a key of `dialogue` appears in the output, its value is typed.
 */
export async function typeInto(host: SandboxHost, command: string, dialogue: Record<string, string>) {
  const run = execa('sshpass', ['-e', 'ssh', '-tt', ...NO_HOST_KEY_CHECK, `root@${host.address}`, command], {
    env: { SSHPASS: host.password },
    reject: false,
    all: true,
    stripFinalNewline: false,
    timeout: INSTALL_WITHIN_MS,
  })
  let unread = ''
  run.stdout.on('data', (chunk: Buffer) => {
    unread += chunk.toString()
    for (const [question, answer] of Object.entries(dialogue)) {
      if (!unread.includes(question)) continue
      unread = ''
      run.stdin.write(`${answer}\n`)
    }
    unread = unread.slice(-1000)
  })
  const { exitCode, all } = await run
  // Remove colours and the terminal's line endings.
  return { exitCode, text: stripVTControlCharacters(all).replaceAll('\r\n', '\n') }
}
