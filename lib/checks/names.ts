/**
 * What names mean on a host, as /etc/hosts has it: the install writes the hosts' names there, and an old entry before
 * its own wins. A host whose own name is a loopback address makes services announce that to the others.
 */
import { defineCheck, fail, pass, unread, warn } from './check'
import type { HostContext } from './context'
import { HOSTNAME } from './hostname'
import { factsOf, fileLines, type Section } from './section'

interface Entry {
  address: string
  names: readonly string[]
}

const HOSTS_FILE: Section<readonly Entry[]> = {
  name: 'hosts_file',
  // The kernel's file is always there: a host without any /etc/hosts has told so, too.
  files: '/etc/hosts /proc/sys/kernel/ostype',
  match: '^[ \t]*[0-9]+[.][0-9]|^Linux',
  read: (text) => {
    const files = fileLines(text)
    if (files.size === 0) return undefined
    return (files.get('/etc/hosts') ?? []).flatMap((line) => {
      const [address = '', ...names] = (line.split('#')[0] ?? '').trim().split(/\s+/)
      return names.length > 0 ? [{ address, names: names.map((name) => name.toLowerCase()) }] : []
    })
  },
}

export const names = defineCheck({
  id: 'names',
  reasons: ['right', 'loopback', 'foreign'],
  source: ['own'],
  needs: ['name', 'ip', 'hosts'],
  scope: 'host',
  sections: [HOSTS_FILE, HOSTNAME],
  host(sheet, context) {
    const entries = factsOf(sheet, HOSTS_FILE)
    const hostname = factsOf(sheet, HOSTNAME)
    if (!entries || hostname === undefined) return [unread]
    const verdicts = [...foreign(entries, context), ...own(entries, [context.host.name, hostname])]
    return verdicts.length > 0 ? verdicts : [pass('right')]
  },
})

/** The first entry of a name counts. A loopback one of a host's own name is `own`'s. */
function foreign(entries: readonly Entry[], { host, cluster }: HostContext) {
  return cluster.hosts.flatMap((peer) => {
    const address = addressOf(entries, peer.name)
    if (address === undefined || address === peer.ip || address === peer.address) return []
    if (peer.id === host.id && isLoopback(address)) return []
    return [fail('foreign', { name: peer.name, address, ip: peer.ip })]
  })
}

function own(entries: readonly Entry[], hostnames: readonly string[]) {
  const name = hostnames.find((one) => isLoopback(addressOf(entries, one) ?? ''))
  return name ? [warn('loopback', { name, address: addressOf(entries, name) ?? '' })] : []
}

const addressOf = (entries: readonly Entry[], name: string): string | undefined =>
  entries.find((entry) => entry.names.includes(name.toLowerCase()))?.address

const isLoopback = (address: string): boolean => address.startsWith('127.')
