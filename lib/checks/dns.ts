/** How a host finds names: pods are handed its resolver, so one that only the host itself can reach is none to them. */
import { defineCheck, fail, pass, unread, type Verdict, warn } from './check'
import { factsOf, fileLines, type Section } from './section'

interface Resolver {
  servers: readonly string[]
  search: readonly string[]
}

const ETC = '/etc/resolv.conf'
/** What systemd-resolved really asks; the stub only leads to it. */
const RESOLVED = '/run/systemd/resolve/resolv.conf'
const STUB = '127.0.0.53'

export const RESOLVERS: Section<{ etc: Resolver; resolved?: Resolver }> = {
  name: 'resolvers',
  files: `${ETC} ${RESOLVED}`,
  match: '^ *(nameserver|search|domain)',
  read(text) {
    const files = fileLines(text)
    const resolved = files.get(RESOLVED)
    return { etc: resolver(files.get(ETC) ?? []), ...(resolved && { resolved: resolver(resolved) }) }
  },
}

function resolver(lines: readonly string[]): Resolver {
  const values = (wanted: RegExp) =>
    lines.flatMap((line) => {
      const [key = '', ...rest] = line.trim().split(/\s+/)
      return wanted.test(key) ? rest : []
    })
  return { servers: values(/^nameserver$/), search: values(/^(search|domain)$/).filter((one) => one !== '.') }
}

/** The servers that pods will ask: those behind systemd-resolved's stub where there is one. */
export function serversOf({ etc, resolved }: { etc: Resolver; resolved?: Resolver }): readonly string[] {
  return etc.servers.includes(STUB) && resolved ? resolved.servers : etc.servers
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
    if (!its) return [unread]
    const servers = serversOf(its)
    if (servers.length === 0) return [fail('none')]
    if (servers.includes(STUB)) return [fail('stub', { server: STUB })]
    const verdicts: Verdict<'local' | 'search'>[] = []
    if (servers.every((one) => one.startsWith('127.')))
      verdicts.push(warn('local', { servers: servers.join(', ') }))
    const [search] = its.etc.search
    if (search) verdicts.push(warn('search', { search }))
    return verdicts.length > 0 ? verdicts : [pass('there', { servers: servers.join(', ') })]
  },
})
