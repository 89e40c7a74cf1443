/** Checks /etc/hosts for names of the cluster's hosts. Existing entries override DNS and those the install appends. */
import { type CheckResult, defineCheck, fail, pass, undetermined, warn } from '../../define-check'
import { factsOf, fileLines, type ProbeItem } from '../../probe/item'

/** First address of each name, in lower case. */
const ETC_HOSTS: ProbeItem<ReadonlyMap<string, string>> = {
  name: 'hosts',
  files: '/etc/hosts',
  parse(text) {
    const lines = fileLines(text).get('/etc/hosts')
    if (!lines) return undefined
    const addresses = new Map<string, string>()
    for (const line of lines) {
      const [address = '', ...names] = (line.split('#')[0] ?? '').trim().split(/\s+/)
      if (!/^\d+\.\d+\.\d+\.\d+$/.test(address)) continue
      for (const name of names.map((entry) => entry.toLowerCase()))
        if (!addresses.has(name)) addresses.set(name, address)
    }
    return addresses
  },
}

export const etcHosts = defineCheck({
  id: 'names',
  reasons: ['clear', 'loopback', 'bound'],
  sources: ['own'],
  dependsOn: ['hosts', 'name', 'ip'],
  scope: 'host',
  probeItems: [ETC_HOSTS],
  perHost(probe, { host, cluster }) {
    const addresses = factsOf(probe, ETC_HOSTS)
    if (!addresses) return [undetermined]
    const results: CheckResult<'loopback' | 'bound'>[] = []
    const ownAddress = addresses.get(host.name)
    if (ownAddress?.startsWith('127.'))
      results.push(warn('loopback', { name: host.name, address: ownAddress, ip: host.ip }))
    for (const { id, name, ip, address: external } of cluster.hosts) {
      const address = addresses.get(name)
      const isLoopback = id === host.id && ownAddress?.startsWith('127.')
      if (!address || isLoopback || address === ip || address === external) continue
      results.push(fail('bound', { name, address, ip }))
    }
    return results.length > 0 ? results : [pass('clear')]
  },
})
