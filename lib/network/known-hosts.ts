/**
 * Reading `known_hosts`, and what ssh-keyscan prints (sshd(8), "SSH_KNOWN_HOSTS FILE FORMAT"): a line is
 * `[@marker] names type key [comment]`. Names are patterns, or one name that was hashed with a salt.
 */
const MARKERS = ['revoked', 'cert-authority'] as const
const KEY = /^(?:[A-Za-z0-9+/]{4})+(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/
const HASHED = /^\|1\|([A-Za-z0-9+/=]+)\|([A-Za-z0-9+/=]+)$/
const SSH_PORT = 22

export interface KnownHost {
  /** From 1. */
  line: number
  /** `revoked`: never to be taken. `cert-authority`: not a host's key, but that of whoever signs hosts' keys. */
  marker?: (typeof MARKERS)[number]
  /** Base64; the hash is HMAC-SHA1 of the name under the salt. */
  names: { patterns: string[] } | { salt: string; hash: string }
  /** Such as `ssh-ed25519`. */
  type: string
  /** Base64 of the public key. */
  key: string
}

interface ParsedKnownHosts {
  hosts: KnownHost[]
  /** Lines that are none, from 1. */
  unread: number[]
}

export function parseKnownHosts(text: string): ParsedKnownHosts {
  const read: ParsedKnownHosts = { hosts: [], unread: [] }
  text.split(/\r?\n/).forEach((content, index) => {
    const line = index + 1
    if (/^\s*(?:#|$)/.test(content)) return
    const host = parseLine(content.trim().split(/[ \t]+/), line)
    if (host) read.hosts.push(host)
    else read.unread.push(line)
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

/** A key begins with the name of its type, after four bytes that say how long that is (RFC 4253, section 6.6). */
function keyTypeOf(key: string): string {
  const bytes = atob(key)
  return bytes.slice(4, 4 + bytes.charCodeAt(3))
}

/** How a machine is called in such a file. */
export function knownName(address: string, port: number): string {
  const name = address.toLowerCase()
  return port === SSH_PORT ? name : `[${name}]:${port}`
}

/** Whether one of the patterns (`*`, `?`) fits and none that is negated (`!`) does. */
export function matchesPatterns(patterns: readonly string[], name: string): boolean {
  const matching = patterns.filter((pattern) => matchesWildcard(pattern.replace(/^!/, ''), name))
  return matching.length > 0 && !matching.some((pattern) => pattern.startsWith('!'))
}

/** Goes back to the last star only, so a pattern of many stars takes no longer than their number times the name. */
function matchesWildcard(pattern: string, name: string): boolean {
  let [at, star, tried] = [0, -1, 0]
  for (let place = 0; place < name.length; ) {
    if (pattern[at] === '*') {
      star = at
      tried = place
      at += 1
    } else if (pattern[at] === '?' || pattern[at] === name[place]) {
      at += 1
      place += 1
    } else if (star >= 0) {
      at = star + 1
      tried += 1
      place = tried
    } else return false
  }
  return /^\**$/.test(pattern.slice(at))
}
