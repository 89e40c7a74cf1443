/** Finds the key of each endpoint in a `known_hosts` file that may be pinned, or the reason why none may. */
import { createHmac } from 'node:crypto'
import { setImmediate as breathe } from 'node:timers/promises'
import type { KnownHostKey, SshEndpoint } from '@/lib/network/known-hosts'
import { type KnownHost, knownName, matchesPatterns, parseKnownHosts } from '@/lib/network/known-hosts'
import { RequestFailure } from '../request-failure'
import { type HostKey, KEY_TYPES, readHostKey } from './host-key'

/** Limit of comparisons of hashed names, each with each endpoint: a few seconds' work, with pauses in between. */
const MAX_TRIED_HASHES = 2_000_000
const HASHES_PER_TURN = 5_000
/** The same limit for wildcard patterns, as pattern length times name length. */
const MAX_COMPARED_CHARACTERS = 200_000_000
const CHARACTERS_PER_TURN = 5_000_000
/** Cost of parsing a line's key, in compared characters. */
const LINE_CHARACTERS = 30
/** Longer than any DNS name with brackets and port, so no line matches a longer one. */
const MAX_NAME = 300

/** Rank of each key type; 0 is the best. */
const RANKS = new Map<string, number>(KEY_TYPES.map((type, index) => [type, index]))

interface KnownKeys {
  keys: KnownHostKey[]
  unread: number[]
}

/** One result per endpoint, in the same order. Throws `known-hosts-too-long` if the comparison would take too long. */
export async function knownKeys(text: string, endpoints: readonly SshEndpoint[]): Promise<KnownKeys> {
  const { hosts, invalidLines } = parseKnownHosts(text)
  const file = new KnownHostsFile(hosts)
  const names = endpoints.map(({ address, port }) => knownName(address, port))
  const different = new Set(names.filter((name) => name.length <= MAX_NAME))
  const matchCost = [...different].reduce((sum, name) => sum + file.matchCost(name), 0)
  if (file.hashed.length * different.size > MAX_TRIED_HASHES || matchCost > MAX_COMPARED_CHARACTERS)
    throw new RequestFailure('known-hosts-too-long', { count: different.size })
  const keys = new Map<string, KnownHostKey>()
  let [triedHashes, comparedCharacters] = [0, 0]
  for (const name of different) {
    keys.set(name, chooseKey(file.linesOf(name), file.revoked))
    triedHashes += file.hashed.length
    comparedCharacters += file.matchCost(name)
    if (triedHashes < HASHES_PER_TURN && comparedCharacters < CHARACTERS_PER_TURN) continue
    triedHashes = 0
    comparedCharacters = 0
    await breathe()
  }
  return { keys: names.map((name) => keys.get(name) ?? { state: 'absent' }), unread: invalidLines }
}

/** Indexes the lines of a file by the kind of their names: plain, wildcard or hashed. */
class KnownHostsFile {
  readonly hashed: KnownHost[] = []
  readonly revoked: ReadonlySet<string>
  readonly #plain = new Map<string, KnownHost[]>()
  readonly #wildcards: { line: KnownHost; patterns: string[] }[] = []
  /** Cost of matching a name against all wildcard lines, per character of the name. */
  #wildcardCost = 0

  constructor(hosts: readonly KnownHost[]) {
    this.revoked = new Set(hosts.filter(({ marker }) => marker === 'revoked').map(({ key }) => key))
    for (const line of hosts) this.#add(line)
  }

  #add(line: KnownHost): void {
    if (!('patterns' in line.names)) return void this.hashed.push(line)
    const { patterns } = line.names
    if (patterns.some((pattern) => /[*?!]/.test(pattern))) {
      this.#wildcards.push({ line, patterns })
      this.#wildcardCost += patterns.reduce((sum, pattern) => sum + pattern.length + 1, LINE_CHARACTERS)
      return
    }
    for (const name of new Set(patterns)) {
      const lines = this.#plain.get(name)
      if (lines) lines.push(line)
      else this.#plain.set(name, [line])
    }
  }

  /** Upper bound of the cost of `linesOf`, without hashed names. */
  matchCost(name: string): number {
    return this.#wildcardCost * name.length
  }

  linesOf(name: string): KnownHost[] {
    const byWildcard = this.#wildcards
      .filter(({ patterns }) => matchesPatterns(patterns, name))
      .map(({ line }) => line)
    const hashed = this.hashed.filter(({ names }) => 'salt' in names && isHashOf(names, name))
    return [...(this.#plain.get(name) ?? []), ...byWildcard, ...hashed].sort(
      (one, other) => one.line - other.line,
    )
  }
}

function isHashOf({ salt, hash }: { salt: string; hash: string }, name: string): boolean {
  return createHmac('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash
}

/** Ignores keys that any line revokes. Two keys of the best type are ambiguous. */
function chooseKey(lines: readonly KnownHost[], revoked: ReadonlySet<string>): KnownHostKey {
  const valid = lines.filter(({ marker, key }) => marker === undefined && !revoked.has(key))
  const keys = [...new Set(valid.map(({ key }) => key))].map((key) => readHostKey(Buffer.from(key, 'base64')))
  const [best] = keys.filter(({ type }) => rank(type) >= 0).sort((a, b) => rank(a.type) - rank(b.type))
  if (!best) return { state: reasonForNone(lines, keys) }
  if (keys.filter(({ type }) => type === best.type).length > 1) return { state: 'unclear' }
  return { state: 'found', fingerprint: best.fingerprint, keyType: best.type }
}

function reasonForNone(
  lines: readonly KnownHost[],
  keys: readonly HostKey[],
): Exclude<KnownHostKey['state'], 'found'> {
  if (keys.length > 0) return 'unusable'
  if (lines.some(({ marker }) => marker === 'cert-authority')) return 'authority'
  return lines.length > 0 ? 'revoked' : 'absent'
}

const rank = (type: string) => RANKS.get(type) ?? -1
