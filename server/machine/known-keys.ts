/** What a `known_hosts` file says of machines: which key of each may be pinned, and why not where none may. */
import { createHmac } from 'node:crypto'
import { setImmediate as breathe } from 'node:timers/promises'
import type { KnownKey, KnownPlace } from '@/lib/contract/known-hosts'
import { fits, type KnownHost, knownName, readKnownHosts } from '@/lib/network/known-hosts'
import { RequestFailure } from '../request-failure'
import { type HostKey, KEY_TYPES, readHostKey } from './ssh-host-key'

/** Hashed names can only be tried out, each with each place; a few seconds' worth, a breath in between. */
const MOST_TRIED = 2_000_000
const TRIED_AT_ONCE = 5_000

/** The best first. */
const RANKS = new Map<string, number>(KEY_TYPES.map((type, index) => [type, index]))

interface KnownKeys {
  keys: KnownKey[]
  unread: number[]
}

/** One answer a place, in their order. Throws `bad-request` where the file is too long for so many places. */
export async function knownKeys(text: string, places: readonly KnownPlace[]): Promise<KnownKeys> {
  const { hosts, unread } = readKnownHosts(text)
  const hashed = hosts.filter(({ names }) => 'salt' in names).length
  if (hashed * places.length > MOST_TRIED) throw new RequestFailure('bad-request', { path: 'text' })
  const revoked = new Set(hosts.filter(({ marker }) => marker === 'revoked').map(({ key }) => key))
  const keys: KnownKey[] = []
  let tried = 0
  for (const { address, port } of places) {
    const name = knownName(address, port)
    keys.push(
      judge(
        hosts.filter(({ names }) => isNamed(names, name)),
        revoked,
      ),
    )
    tried += hashed
    if (tried < TRIED_AT_ONCE) continue
    tried = 0
    await breathe()
  }
  return { keys, unread }
}

function isNamed(names: KnownHost['names'], name: string): boolean {
  if ('patterns' in names) return fits(names.patterns, name)
  return createHmac('sha1', Buffer.from(names.salt, 'base64')).update(name).digest('base64') === names.hash
}

/** A key that is revoked anywhere is taken nowhere. Two of one type are one too many: nobody can say which is right. */
function judge(lines: readonly KnownHost[], revoked: ReadonlySet<string>): KnownKey {
  const own = lines.filter(({ marker, key }) => marker === undefined && !revoked.has(key))
  const keys = [...new Set(own.map(({ key }) => key))].map((key) => readHostKey(Buffer.from(key, 'base64')))
  const [best] = keys.filter(({ type }) => rank(type) >= 0).sort((a, b) => rank(a.type) - rank(b.type))
  if (!best) return { state: whyNone(lines, keys) }
  if (keys.filter(({ type }) => type === best.type).length > 1) return { state: 'unclear' }
  return { state: 'found', fingerprint: best.fingerprint, keyType: best.type }
}

function whyNone(lines: readonly KnownHost[], keys: readonly HostKey[]): Exclude<KnownKey['state'], 'found'> {
  if (keys.length > 0) return 'unusable'
  if (lines.some(({ marker }) => marker === 'cert-authority')) return 'authority'
  return lines.length > 0 ? 'revoked' : 'absent'
}

const rank = (type: string) => RANKS.get(type) ?? -1
