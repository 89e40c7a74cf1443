/** Checks the resolver configuration. Pods inherit it, so a name server on the host's loopback is unusable for them. */
import { type CheckResult, defineCheck, fail, pass, undetermined, warn } from '../../define-check'
import { factsOf, fileLines, type ProbeItem } from '../../probe/item'

interface Resolver {
  servers: readonly string[]
  search: readonly string[]
}

const RESOLV_CONF = '/etc/resolv.conf'
/** Upstream servers of systemd-resolved, used if resolv.conf has only its stub. */
const RESOLVED_CONF = '/run/systemd/resolve/resolv.conf'
const RESOLVED_STUB = '127.0.0.53'

export const RESOLVERS: ProbeItem<{ etc: Resolver; resolved?: Resolver }> = {
  name: 'resolvers',
  files: `${RESOLV_CONF} ${RESOLVED_CONF}`,
  match: '^ *(nameserver|search|domain)',
  parse(text) {
    const files = fileLines(text)
    const resolved = files.get(RESOLVED_CONF)
    return {
      etc: parseResolver(files.get(RESOLV_CONF) ?? []),
      ...(resolved && { resolved: parseResolver(resolved) }),
    }
  },
}

function parseResolver(lines: readonly string[]): Resolver {
  const values = (pattern: RegExp) =>
    lines.flatMap((line) => {
      const [key = '', ...rest] = line.trim().split(/\s+/)
      return pattern.test(key) ? rest : []
    })
  return {
    servers: values(/^nameserver$/),
    search: values(/^(search|domain)$/).filter((domain) => domain !== '.'),
  }
}

/** Name servers that pods will use: the upstream servers if the host uses the stub of systemd-resolved. */
export function effectiveServers({
  etc,
  resolved,
}: {
  etc: Resolver
  resolved?: Resolver
}): readonly string[] {
  return etc.servers.includes(RESOLVED_STUB) && resolved ? resolved.servers : etc.servers
}

export const dns = defineCheck({
  id: 'dns',
  reasons: ['there', 'none', 'stub', 'local', 'search'],
  sources: ['own'],
  dependsOn: [],
  scope: 'host',
  probeItems: [RESOLVERS],
  perHost(probe) {
    const config = factsOf(probe, RESOLVERS)
    if (!config) return [undetermined]
    const servers = effectiveServers(config)
    if (servers.length === 0) return [fail('none')]
    if (servers.includes(RESOLVED_STUB)) return [fail('stub', { server: RESOLVED_STUB })]
    const results: CheckResult<'local' | 'search'>[] = []
    if (servers.every((server) => server.startsWith('127.') || server === '::1'))
      results.push(warn('local', { servers: servers.join(', ') }))
    const [search] = config.etc.search
    if (search) results.push(warn('search', { search }))
    return results.length > 0 ? results : [pass('there', { servers: servers.join(', ') })]
  },
})
