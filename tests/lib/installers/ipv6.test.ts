import { load } from 'js-yaml'
import { describe, expect, it } from 'vitest'
import type { Cluster } from '@/lib/cluster/cluster'
import type { SourceFacts } from '@/lib/cluster/draft/draft'
import type { Families } from '@/lib/cluster/draft/field-table'
import { toCluster } from '@/lib/cluster/draft/to-cluster'
import { findInstaller } from '@/lib/installers/registry'
import { validate, withFamilies } from '../cluster/example-draft'
import { FACTS } from './kubespray/facts'

const K3S_FACTS: SourceFacts = { ansible: ['2.15.0'], k3sDefault: ['v1.31.12+k3s1'] }

/** The example with IPv6 for an installer other than that of the example. */
function clusterOf(id: string, version: string, facts: SourceFacts, families: Families): Cluster {
  const release = findInstaller(id)?.release(version, facts, {})
  if (!release) throw new Error(`no release ${version}`)
  const draft = withFamilies(families)
  draft.installer = { ...draft.installer, id, version, facts }
  expect(validate(draft, release)).not.toContain('error families-unsupported network.families')
  return toCluster(draft, release)
}

function textsOf(cluster: Cluster): string[] {
  const files = findInstaller(cluster.installer.id)?.render(cluster, new Map()) ?? []
  return files.map(({ text }) => text)
}

describe('Kubespray', () => {
  const variables = (families: Families, facts = FACTS) => {
    const cluster = clusterOf('kubespray', '2.30.0', facts, families)
    return Object.assign({}, ...textsOf(cluster).map((text) => load(text)))
  }

  it('has the addresses of each host', () => {
    const master = (families: Families) => variables(families).all.hosts.master
    const [ip, ip6] = ['192.168.0.1', 'fd00::1']
    expect(master('ipv4')).toMatchObject({ ip, access_ip: ip })
    expect(master('ipv4')).not.toHaveProperty('ip6')
    expect(master('dual')).toMatchObject({ ip, access_ip: ip, ip6, access_ip6: ip6 })
    expect(master('ipv6')).toMatchObject({ ip6, access_ip6: ip6 })
    expect(master('ipv6')).not.toHaveProperty('ip')
  })

  it('has the IPv6 networks, and the variables that enable them', () => {
    const networks = {
      kube_service_addresses_ipv6: 'fd00:1::/116',
      kube_pods_subnet_ipv6: 'fd00:2::/112',
    }
    expect(variables('dual')).toMatchObject({ ...networks, ipv6_stack: true })
    expect(variables('dual')).not.toHaveProperty('ipv4_stack')
    expect(variables('ipv6')).toMatchObject({ ...networks, ipv6_stack: true, ipv4_stack: false })
    expect(variables('ipv4')).not.toHaveProperty('ipv6_stack')
    expect(variables('ipv4')).not.toHaveProperty('kube_pods_subnet_ipv6')
    const older = variables('dual', { ...FACTS, ipv6: ['enable_dual_stack_networks'] })
    expect(older).toMatchObject({ ...networks, enable_dual_stack_networks: true })
    expect(older).not.toHaveProperty('ipv6_stack')
  })
})

describe('k3s', () => {
  const config = (families: Families) => {
    const [text = ''] = textsOf(clusterOf('k3s', '1.2.2', K3S_FACTS, families))
    const found = /cluster-cidr: (\S+?)\\nservice-cidr: (\S+?)\\n/.exec(text) ?? []
    return found.slice(1)
  }

  it('has the networks of both families', () => {
    expect(config('ipv4')).toEqual(['10.233.64.0/18', '10.233.0.0/18'])
    expect(config('dual')).toEqual(['10.233.64.0/18,fd00:42::/56', '10.233.0.0/18,fd00:43::/112'])
  })
})
