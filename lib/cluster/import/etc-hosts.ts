/** Imports the lines of /etc/hosts (hosts(5)): an address, its name, and aliases. */
import { isDnsName, isIpv6, parseAddress, reservedRange } from '@/lib/network/address'
import type { HostDraft } from '../draft/draft'
import { emptyHost } from '../draft/empty-draft'
import { emptyImport, type Finding, type Imported, MAX_HOSTS, unreadLines } from './imported'
import { maskLine } from './mask'

interface Entry {
  line: number
  address: string
  names: string[]
}

/** Undefined unless the text is a hosts file: not only addresses with one name each, which any table has. */
export function importEtcHosts(text: string): Imported | undefined {
  const lines = text.replace(/^\ufeff/, '').split(/\r\n|\r|\n/)
  const content = lines
    .map((line, index) => ({ line: index + 1, words: line.replace(/#.*/, '').trim().split(/\s+/) }))
    .filter(({ words }) => words[0] !== '')
  const entries = content.flatMap(({ line, words: [address = '', ...names] }): Entry[] =>
    isEntry(address, names) ? [{ line, address, names }] : [],
  )
  const local = entries.filter(isLocal)
  const others = entries.filter((entry) => !isLocal(entry))
  const isHostsFile =
    local.length > 0 ? entries.length * 2 > content.length : others.length === content.length
  const aliased = others.filter(({ names }) => names.length > 1)
  if (!isHostsFile || (local.length === 0 && !(aliased.length > 0 && aliased.every(hasRelatedNames))))
    return undefined
  const known = new Set(entries.map(({ line }) => line))
  const unknown = content.filter(({ line }) => !known.has(line))
  const findings = unknown.map(({ line }): Finding => ({ line, reason: 'no-host-row', subject: '' }))
  return {
    ...emptyImport('etc-hosts'),
    hosts: toHosts(others).slice(0, MAX_HOSTS),
    unread: unreadLines(findings, (line) => maskLine(lines[line - 1] ?? '')),
  }
}

function isEntry(address: string, names: readonly string[]): boolean {
  return parseAddress(address.replace(/%.*/, '')) !== undefined && names.length > 0 && names.every(isName)
}

const isName = (name: string) => isDnsName(name.replaceAll('_', '-'))

/** Loopback, multicast and other addresses that belong to no host of a cluster. */
function isLocal({ address, names }: Entry): boolean {
  const parsed = parseAddress(address)
  return (
    !parsed || reservedRange(parsed) !== undefined || names.some((name) => /^(?:localhost|ip6-)/.test(name))
  )
}

/** Whether a name is the others' first label: `crane crane.birds.example`. Unrelated words may be a login. */
function hasRelatedNames({ names: [first = '', ...others] }: Entry): boolean {
  return others.some((name) => name.startsWith(`${first}.`) || first.startsWith(`${name}.`))
}

/** One host per name; another address of the other family is its IPv6 address. */
function toHosts(entries: readonly Entry[]): HostDraft[] {
  const hosts = new Map<string, HostDraft>()
  const addresses = new Set<string>()
  for (const { address, names } of entries) {
    const [name = ''] = names
    const known = hosts.get(name)
    if (known && isIpv6(address) && !isIpv6(known.address)) known.ip6 ||= address
    if (known || addresses.has(address)) continue
    addresses.add(address)
    hosts.set(name, emptyHost(`h${hosts.size + 1}`, { name, address, roles: ['node'] }))
  }
  return [...hosts.values()]
}
