/**
 * Parses `known_hosts` files and the output of ssh-keyscan (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"). A line is
 * `[@marker] names type key [comment]`. The names are patterns, or one salted hash.
 */
import { z } from 'zod'
import { canonicalAddress } from './address'

const MARKERS = ['revoked', 'cert-authority'] as const
const KEY = /^(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
const HASHED = /^\|1\|([A-Za-z0-9+/=]+)\|([A-Za-z0-9+/=]+)$/
const SSH_PORT = 22

export interface KnownHost {
  /** From 1. */
  line: number
  /** `revoked`: reject this key. `cert-authority`: the key of a CA that signs host keys. */
  marker?: (typeof MARKERS)[number]
  /** In base64. The hash is HMAC-SHA1 of the name with the salt as the key. */
  names: { patterns: string[] } | { salt: string; hash: string }
  /** Such as `ssh-ed25519`. */
  type: string
  /** Base64 of the public key. */
  key: string
}

interface ParsedKnownHosts {
  hosts: KnownHost[]
  /** Numbers of invalid lines, from 1. */
  invalidLines: number[]
}

export function parseKnownHosts(text: string): ParsedKnownHosts {
  const read: ParsedKnownHosts = { hosts: [], invalidLines: [] }
  text.split(/\r?\n/).forEach((content, index) => {
    const line = index + 1
    if (/^\s*(?:#|$)/.test(content)) return
    const host = parseLine(content.trim().split(/[ \t]+/), line)
    if (host) read.hosts.push(host)
    else read.invalidLines.push(line)
  })
  return read
}

function parseLine(words: string[], line: number): KnownHost | undefined {
  const marker = MARKERS.find((known) => words[0] === `@${known}`)
  const [names = '', type = '', key = ''] = marker ? words.slice(1) : words
  if (names.startsWith('@') || !KEY.test(key) || keyTypeOf(key) !== type) return undefined
  const [, salt, hash] = HASHED.exec(names) ?? []
  const hashed = salt !== undefined && hash !== undefined
  if (!hashed && names.startsWith('|')) return undefined
  const named = hashed ? { salt, hash } : { patterns: names.toLowerCase().split(',') }
  return { line, ...(marker && { marker }), names: named, type, key }
}

/** A key starts with the length (four bytes) and name of its type (RFC 4253, section 6.6). */
function keyTypeOf(key: string): string {
  const bytes = atob(key)
  return bytes.slice(4, 4 + bytes.charCodeAt(3))
}

/** The name of a machine in a known_hosts file. OpenSSH writes IPv6 addresses in their canonical form. */
export function knownName(address: string, port: number): string {
  const name = canonicalAddress(address).toLowerCase()
  return port === SSH_PORT ? name : `[${name}]:${port}`
}

/** Whether a pattern (`*`, `?`) matches and no negated pattern (`!`) does. */
export function matchesPatterns(patterns: readonly string[], name: string): boolean {
  const matching = patterns.filter((pattern) => matchesWildcard(pattern.replace(/^!/, ''), name))
  return matching.length > 0 && !matching.some((pattern) => pattern.startsWith('!'))
}

/** Backtracks to the last star only, so matching needs at most stars × length steps. */
function matchesWildcard(pattern: string, name: string): boolean {
  let [at, star, tried] = [0, -1, 0]
  for (let position = 0; position < name.length; ) {
    if (pattern[at] === '*') {
      star = at
      tried = position
      at += 1
    } else if (pattern[at] === '?' || pattern[at] === name[position]) {
      at += 1
      position += 1
    } else if (star >= 0) {
      at = star + 1
      tried += 1
      position = tried
    } else return false
  }
  return /^\**$/.test(pattern.slice(at))
}

/** A server whose key is looked up. */
export const sshEndpoint = z.object({
  address: z.string().max(4096),
  port: z.number().int().min(1).max(65_535),
})
export type SshEndpoint = z.infer<typeof sshEndpoint>

/**
 * The result of a lookup. `absent`: no entry. `revoked`: only revoked keys. `unclear`: two keys of one type. `authority`:
 * only a certificate authority, which Taskbox does not support. `unusable`: only keys of unsupported types.
 */
export const knownHostKey = z.discriminatedUnion('state', [
  z.object({ state: z.literal('found'), fingerprint: z.string(), keyType: z.string() }),
  z.object({ state: z.enum(['absent', 'revoked', 'unclear', 'authority', 'unusable']) }),
])
export type KnownHostKey = z.infer<typeof knownHostKey>
