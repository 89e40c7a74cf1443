/** Accounts of practice hosts: root, and `ubuntu` with sudo, each with its own password. */
import { randomBytes } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { SandboxError } from '../error'
import { command } from '../machine/command'

export const SUDO_USER = 'ubuntu'
const SUDO_USER_ID = 1000
/** The first user id of a person; lower ones are system accounts (login.defs, SYS_UID_MAX + 1). */
const FIRST_PERSON = 1000
const HASH_MS = 60_000
const PASSWORD_BYTES = 12

/** A random password of letters, digits, `-` and `_`. */
export const randomPassword = (): string => randomBytes(PASSWORD_BYTES).toString('base64url')

/** Hashes passwords by crypt(3) with SHA-512, in order. The passwords never appear in an argument. */
export async function hashPasswords(passwords: readonly string[]): Promise<string[]> {
  const done = await command('openssl', ['passwd', '-6', '-stdin'], {
    deadlineMs: HASH_MS,
    input: `${passwords.join('\n')}\n`,
  })
  const hashes = done.stdout.trim().split('\n')
  if (done.exitCode === 0 && hashes.length === passwords.length) return hashes
  throw new SandboxError('host-failed', { program: 'openssl passwd', detail: done.stderr.trim() })
}

interface Account {
  name: string
  id: number
  line: string
}

function parseAccounts(text: string): Account[] {
  return text
    .split('\n')
    .map((line) => ({ name: line.split(':')[0] ?? '', id: Number(line.split(':')[2]), line }))
    .filter((account) => account.name !== '')
}

function freeId(accounts: readonly Account[]): number {
  for (let id = FIRST_PERSON - 2; id > 100; id--)
    if (!accounts.some((account) => account.id === id)) return id
  throw new SandboxError('host-failed', { detail: 'no free system id' })
}

/** The accounts of system services, which own files of the shared root. */
function systemAccounts(text: string): Account[] {
  return parseAccounts(text).filter(
    ({ name, id }) => name !== 'root' && name !== SUDO_USER && (id < FIRST_PERSON || name.startsWith('no')),
  )
}

/** Accounts of services in the hosts' shared root that this machine may lack, with their home folders. */
const SERVICES = [
  ['sshd', '/run/sshd'],
  ['messagebus', '/nonexistent'],
] as const

function passwdFile(machine: string): string {
  const accounts = systemAccounts(machine)
  const missing = SERVICES.filter(([service]) => !accounts.some(({ name }) => name === service))
  const first = freeId(accounts)
  return [
    'root:x:0:0:root:/root:/bin/bash',
    ...accounts.map(({ line }) => line.replace(/^([^:]*):[^:]*:/, '$1:x:')),
    ...missing.map(([name, home], index) => `${name}:x:${first - index}:65534::${home}:/usr/sbin/nologin`),
    `${SUDO_USER}:x:${SUDO_USER_ID}:${SUDO_USER_ID}::/home/${SUDO_USER}:/bin/bash`,
    '',
  ].join('\n')
}

function groupFile(machine: string): string {
  const groups = systemAccounts(machine).filter(({ name }) => name !== 'sudo')
  const sudo = parseAccounts(machine).find(({ name }) => name === 'sudo')?.id ?? freeId(groups)
  return [
    'root:x:0:',
    ...groups.map(({ name, id }) => `${name}:x:${id}:`),
    `sudo:x:${sudo}:${SUDO_USER}`,
    `${SUDO_USER}:x:${SUDO_USER_ID}:`,
    '',
  ].join('\n')
}

/** `/etc/passwd` and `/etc/group` of every practice host, based on the machine's system accounts. */
export async function accountFiles(): Promise<{ passwd: string; group: string }> {
  const [passwd, group] = await Promise.all([readFile('/etc/passwd', 'utf8'), readFile('/etc/group', 'utf8')])
  return { passwd: passwdFile(passwd), group: groupFile(group) }
}

/** `/etc/shadow` of one host: two passwords, all other accounts locked. Changed on 2025-01-01, never expires. */
export function shadowFile(passwd: string, rootHash: string, sudoHash: string): string {
  const secret = new Map([
    ['root', rootHash],
    [SUDO_USER, sudoHash],
  ])
  const line = ({ name }: Account): string => `${name}:${secret.get(name) ?? '*'}:20089:0:99999:7:::`
  return `${parseAccounts(passwd).map(line).join('\n')}\n`
}
