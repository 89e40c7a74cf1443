/** How a host finds names: pods are handed its resolver, so one that only the host itself can reach is none to them. */
import { type CheckResult, defineCheck, fail, pass, undetermined, warn } from '../../define-check'
import { factsOf, fileLines, type ProbeItem } from '../../probe/item'

interface Resolver {
  servers: readonly string[]
  search: readonly string[]
}

const RESOLV_CONF = '/etc/resolv.conf'
/** What systemd-resolved really asks; the stub only leads to it. */
const RESOLVED_CONF = '/run/systemd/resolve/resolv.conf'
const RESOLVED_STUB = '127.0.0.53'

export const RESOLVERS: ProbeItem<{ etc: Resolver; resolved?: Resolver }> = {
  name: 'resolvers',
  files: `${RESOLV_CONF} ${RESOLVED_CONF}`,
  match: '^ *(nameserver|search|domain)',
  read(text) {
    const files = fileLines(text)
    const resolved = files.get(RESOLVED_CONF)
    return {
      etc: parseResolver(files.get(RESOLV_CONF) ?? []),
      ...(resolved && { resolved: parseResolver(resolved) }),
    }
  },
}

function parseResolver(lines: readonly string[]): Resolver {
  const values = (wanted: RegExp) =>
    lines.flatMap((line) => {
      const [key = '', ...rest] = line.trim().split(/\s+/)
      return wanted.test(key) ? rest : []
    })
  return { servers: values(/^nameserver$/), search: values(/^(search|domain)$/).filter((one) => one !== '.') }
}

/** The servers that pods will ask: those behind systemd-resolved's stub where there is one. */
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
  source: ['own'],
  needs: [],
  scope: 'host',
  sections: [RESOLVERS],
  host(sheet) {
    const its = factsOf(sheet, RESOLVERS)
    if (!its) return [undetermined]
    const servers = effectiveServers(its)
    if (servers.length === 0) return [fail('none')]
    if (servers.includes(RESOLVED_STUB)) return [fail('stub', { server: RESOLVED_STUB })]
    const verdicts: CheckResult<'local' | 'search'>[] = []
    if (servers.every((one) => one.startsWith('127.')))
      verdicts.push(warn('local', { servers: servers.join(', ') }))
    const [search] = its.etc.search
    if (search) verdicts.push(warn('search', { search }))
    return verdicts.length > 0 ? verdicts : [pass('there', { servers: servers.join(', ') })]
  },
})
