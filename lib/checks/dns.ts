/**
 * The host's name servers. The installer downloads by name, and CoreDNS hands what it does not know to the host's own
 * servers: where those are the host itself, it asks itself in a loop and ends (CoreDNS's plugin `loop`).
 */
import { defineCheck, fail, pass, unknown, unread, type Verdict, warn } from './check'
import { CONNECTIONS, type Connections } from './connections'
import { named } from './grouping'
import { factsOf, fileLines, type Section } from './section'

const RESOLV = '/etc/resolv.conf'
/** Where systemd-resolved keeps the servers that it asks itself, for those that must not ask it. */
const UPSTREAM = '/run/systemd/resolve/resolv.conf'
const STUB = '127.0.0.53'

interface Resolver {
  servers: readonly string[]
  search: readonly string[]
  hasUpstream: boolean
}

const RESOLVER: Section<Resolver> = {
  name: 'resolver',
  // The release is always there: a host without any resolv.conf has told so, too.
  files: `${RESOLV} ${UPSTREAM} /proc/sys/kernel/ostype`,
  match: '^(nameserver|search|domain|Linux)',
  read: (text) => {
    const files = fileLines(text)
    if (files.size === 0) return undefined
    const words = (path: string, key: string) =>
      (files.get(path) ?? [])
        .flatMap((line) => (line.startsWith(key) ? line.split(/\s+/).slice(1) : []))
        .filter(Boolean)
    return {
      servers: (files.get(RESOLV) ?? []).flatMap((line) => /^nameserver\s+(\S+)/.exec(line)?.[1] ?? []),
      search: [...words(RESOLV, 'search'), ...words(RESOLV, 'domain')].filter((domain) => domain !== '.'),
      hasUpstream: words(UPSTREAM, 'nameserver').length > 0,
    }
  },
}

export const dns = defineCheck({
  id: 'dns',
  reasons: ['answers', 'none', 'loop', 'loopback', 'silent', 'search', 'untried'],
  source: ['ks-installer#33', 'own'],
  needs: [],
  scope: 'host',
  sections: [RESOLVER, CONNECTIONS],
  variables: ({ host }) => ({ dns_wanted: host ? 'yes' : '' }),
  host(sheet) {
    const resolver = factsOf(sheet, RESOLVER)
    if (!resolver) return [unread]
    if (resolver.servers.length === 0) return [fail('none')]
    const answers = judgeAnswers(resolver, factsOf(sheet, CONNECTIONS))
    const verdicts = [...judgeServers(resolver), ...answers.filter(({ status }) => status !== 'pass')]
    return verdicts.length > 0 ? verdicts : answers
  },
})

function judgeServers({ servers, search, hasUpstream }: Resolver) {
  const verdicts: Verdict<'loop' | 'loopback' | 'search'>[] = []
  const own = servers.filter((server) => server.startsWith('127.') || server === '::1')
  if (own.includes(STUB) && !hasUpstream) verdicts.push(fail('loop', { server: STUB }))
  else if (own.length === servers.length && !hasUpstream)
    verdicts.push(warn('loopback', { servers: named(own) }))
  if (search.length > 0) verdicts.push(warn('search', { domains: named(search) }))
  return verdicts
}

function judgeAnswers({ servers }: Resolver, connections: Connections | undefined) {
  if (!connections) return [unread]
  const asked = connections.nameServers.map((server) => ({
    server,
    how: connections.outcome(`udp/${server}/53`),
  }))
  const silent = asked.filter(({ how }) => how !== 'open' && how !== 'untried').map(({ server }) => server)
  if (silent.length > 0) return [fail('silent', { servers: named(silent), count: silent.length })]
  if (asked.length === 0 || asked.some(({ how }) => how === 'untried')) return [unknown('untried')]
  return [pass('answers', { servers: named(servers) })]
}
