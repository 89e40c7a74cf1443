/** Checks /etc/hosts for names of the cluster's hosts. Existing entries override DNS and those the install appends. */
import { type Host, inClusterAddresses } from '@/lib/cluster/cluster'
import { canonicalAddress, type IpFamily, isIpv6, parseAddress } from '@/lib/network/address'
import { defineCheck, fail, pass, undetermined, warn } from '../../define-check'
import { factsOf, fileLines, type ProbeItem } from '../../probe/item'

type Entries = ReadonlyMap<string, Partial<Record<IpFamily, string>>>

/** First address of each family of each name, in lower case. */
const ETC_HOSTS: ProbeItem<Entries> = {
  name: 'hosts',
  files: '/etc/hosts',
  parse(text) {
    const lines = fileLines(text).get('/etc/hosts')
    if (!lines) return undefined
    const addresses = new Map<string, Partial<Record<IpFamily, string>>>()
    for (const line of lines) {
      const [address = '', ...names] = (line.split('#')[0] ?? '').trim().split(/\s+/)
      const family = parseAddress(address)?.family
      if (!family) continue
      for (const name of names.map((entry) => entry.toLowerCase()))
        addresses.set(name, { [family]: canonicalAddress(address), ...addresses.get(name) })
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
    const entries = factsOf(probe, ETC_HOSTS)
    if (!entries) return [undetermined]
    const isOwnLoopback = ({ id, address }: MappedAddress) => id === host.id && isLoopback(address)
    const mapped = cluster.hosts.flatMap((one) => mappedAddresses(one, entries))
    const results = [
      ...mapped.filter(isOwnLoopback).map(({ name, address, ip }) => warn('loopback', { name, address, ip })),
      ...mapped
        .filter((one) => !isOwnLoopback(one) && one.address !== one.ip && one.address !== one.external)
        .map(({ name, address, ip }) => fail('bound', { name, address, ip })),
    ]
    return results.length > 0 ? results : [pass('clear')]
  },
})

interface MappedAddress {
  id: string
  name: string
  /** The address in /etc/hosts. */
  address: string
  /** The host's address of the same family inside the cluster. */
  ip: string
  external: string
}

function mappedAddresses(host: Host, entries: Entries): MappedAddress[] {
  const { id, name, address: external } = host
  return inClusterAddresses(host).flatMap((ip) => {
    const address = entries.get(name)?.[isIpv6(ip) ? 6 : 4]
    return address === undefined ? [] : [{ id, name, address, ip, external }]
  })
}

const isLoopback = (address: string): boolean => address.startsWith('127.') || address === '::1'
