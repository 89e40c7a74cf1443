/** Reads the options of ssh that an inventory passes: the bastion in ProxyCommand or ProxyJump, and key files. */
import { readShellWords } from '@/lib/ansible/inventory/shell-words'
import { isHostAddress, parsePort } from '@/lib/network/address'

export interface JumpHost {
  address: string
  /** Empty for 22. */
  port: string
  /** Empty if it is not stated. */
  user: string
}

export interface SshOptions {
  bastion?: JumpHost
  /** The path of a private key. */
  keyFile?: string
  /** Whether SHA-1 signatures are allowed, as for servers like CentOS 6. */
  allowSha1: boolean
  /** `proxy`: another way than through one bastion; `ssh-options`: options stored elsewhere, or another port or user. */
  problem?: 'proxy' | 'ssh-options'
}

/** Options of ssh with a value (ssh(1)). */
const WITH_VALUE = 'BbcDEeFIiJLlmOopQRSWw'

/** @param args the arguments of ssh before the host, as in `ansible_ssh_common_args` */
export function readSshOptions(args: string): SshOptions {
  const { options } = parseArguments(readShellWords(args).words)
  const found: SshOptions = { allowSha1: false }
  for (const [name, value] of options) {
    switch (name) {
      case 'proxycommand':
        setBastion(found, parseProxyCommand(value))
        break
      case 'proxyjump':
        setBastion(found, value.toLowerCase() === 'none' ? undefined : (parseJump(value) ?? 'unknown'))
        break
      case 'identityfile':
        found.keyFile = value
        break
      case 'hostkeyalgorithms':
      case 'pubkeyacceptedalgorithms':
        if (/ssh-rsa/.test(value)) found.allowSha1 = true
        break
      case 'port':
      case 'user':
      case 'configfile':
        found.problem ??= 'ssh-options'
    }
  }
  return found
}

function setBastion(found: SshOptions, bastion: JumpHost | 'unknown' | undefined): void {
  if (bastion === 'unknown') found.problem = 'proxy'
  else if (bastion) found.bastion = bastion
}

/** Short options by the names of ssh_config(5). */
const SHORT: Readonly<Record<string, string>> = {
  J: 'proxyjump',
  i: 'identityfile',
  F: 'configfile',
  p: 'port',
  l: 'user',
  W: 'forward',
}

/** The options by lower-case name, and the words from the destination on. */
function parseArguments(words: readonly string[]): { options: [string, string][]; rest: string[] } {
  const options: [string, string][] = []
  for (let at = 0; at < words.length; at += 1) {
    const word = words[at] ?? ''
    if (!word.startsWith('-') || word === '-') return { options, rest: words.slice(at) }
    // Flags without a value may precede one with a value: -qW %h:%p.
    const letter = [...word.slice(1)].findIndex((flag) => WITH_VALUE.includes(flag)) + 1
    if (letter === 0) continue
    const attached = word.slice(letter + 1)
    const value = attached || (words[at + 1] ?? '')
    if (!attached) at += 1
    const flag = word[letter] ?? ''
    if (flag === 'o') {
      const [, name = '', text = ''] = /^\s*(\w+)\s*[=\s]\s*(.*)$/su.exec(value) ?? []
      options.push([name.toLowerCase(), text])
    } else if (SHORT[flag]) options.push([SHORT[flag], value])
  }
  return { options, rest: [] }
}

/** `ssh -W %h:%p user@host` or `ssh user@host nc %h %p`. */
function parseProxyCommand(command: string): JumpHost | 'unknown' | undefined {
  if (command.trim().toLowerCase() === 'none') return undefined
  const { words } = readShellWords(command)
  const program = words.findIndex((word) => /^(?:.*\/)?ssh$/.test(word))
  const isWrapped = program > 0 && /^(?:.*\/)?(?:sshpass|exec|env|command)$/.test(words[0] ?? '')
  if (program < 0 || (program > 0 && !isWrapped)) return 'unknown'
  const first = parseArguments(words.slice(program + 1))
  const [destination = '', ...remote] = first.rest
  // Options may also follow the destination.
  const after = parseArguments(remote)
  const options = new Map([...first.options, ...after.options])
  const forwards = options.has('forward') || after.rest.some((word) => word.includes('%h'))
  const jump = parseJump(destination)
  const isOther = options.has('proxyjump') || options.has('proxycommand') || options.has('configfile')
  if (!jump || !forwards || isOther) return 'unknown'
  return {
    address: jump.address,
    port: normalizePort(options.get('port') ?? jump.port),
    user: options.get('user') ?? jump.user,
  }
}

/** `user@host:port`, `[fd00::1]:22` or `ssh://user@host:port`; undefined for several hops. */
function parseJump(text: string): JumpHost | undefined {
  const [, user = '', ipv6 = '', name = '', port = ''] =
    /^(?:ssh:\/\/)?(?:([^@\s,]+)@)?(?:\[([\da-f:.]+)\]|([^@\s,:/]+|[\da-f:]{0,45}:[\da-f:]{1,45}))(?::(\d+))?\/?$/i.exec(
      text.trim(),
    ) ?? []
  const address = ipv6 || name
  return isHostAddress(address) ? { user, address, port: normalizePort(port) } : undefined
}

function normalizePort(port: string): string {
  const number = parsePort(port)
  return number === undefined || number === 22 ? '' : String(number)
}
