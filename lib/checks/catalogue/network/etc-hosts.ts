/** What /etc/hosts says of the cluster's hosts: it wins over what the install adds below, and over DNS. */
import { type CheckResult, defineCheck, fail, pass, undetermined, warn } from '../../define-check'
import { factsOf, fileLines, type ProbeItem } from '../../probe/item'

/** Name, in lower case, to the address that is found first. */
const ETC_HOSTS: ProbeItem<ReadonlyMap<string, string>> = {
  name: 'hosts',
  files: '/etc/hosts',
  read(text) {
    const lines = fileLines(text).get('/etc/hosts')
    if (!lines) return undefined
    const addresses = new Map<string, string>()
    for (const line of lines) {
      const [address = '', ...names] = (line.split('#')[0] ?? '').trim().split(/\s+/)
      if (!/^\d+\.\d+\.\d+\.\d+$/.test(address)) continue
      for (const name of names.map((one) => one.toLowerCase()))
        if (!addresses.has(name)) addresses.set(name, address)
    }
    return addresses
  },
}

export const etcHosts = defineCheck({
  id: 'names',
  reasons: ['clear', 'loopback', 'bound'],
  source: ['own'],
  needs: ['hosts', 'name', 'ip'],
  scope: 'host',
  sections: [ETC_HOSTS],
  host(sheet, { host, cluster }) {
    const addresses = factsOf(sheet, ETC_HOSTS)
    if (!addresses) return [undetermined]
    const verdicts: CheckResult<'loopback' | 'bound'>[] = []
    const own = addresses.get(host.name)
    if (own?.startsWith('127.'))
      verdicts.push(warn('loopback', { name: host.name, address: own, ip: host.ip }))
    for (const one of cluster.hosts) {
      const address = addresses.get(one.name)
      const isLoopback = one === host && own?.startsWith('127.')
      if (!address || isLoopback || address === one.ip || address === one.address) continue
      verdicts.push(fail('bound', { name: one.name, address, ip: one.ip }))
    }
    return verdicts.length > 0 ? verdicts : [pass('clear')]
  },
})
