/** The example of the guide as a draft without problems: three hosts, of which the first is the taskbox. */
import { CHECK_IDS } from '@/lib/checks/catalogue/index'
import type { Draft, HostDraft } from '@/lib/cluster/draft/draft'
import { emptyDraft, emptyHost } from '@/lib/cluster/draft/empty-draft'
import type { Families } from '@/lib/cluster/draft/field-table'
import { validateDraft } from '@/lib/cluster/draft/validate-draft'
import { type FieldPath, formatPath, type Problem, type ProblemCode } from '@/lib/cluster/problem'
import type { ReleaseOptions } from '@/lib/cluster/release-options'
import { advanced100 } from '@/lib/installers/kubesphere/releases'

export const release = advanced100

/** A release that can use IPv6, with the networks and node prefix of Kubespray. */
export const ipv6Release: ReleaseOptions = {
  ...release,
  families: ['ipv4', 'dual', 'ipv6'],
  defaults: {
    ...release.defaults,
    ipv6: {
      serviceCidr: 'fd85:ee78:d8a6:8607::1000/116',
      podCidr: 'fd85:ee78:d8a6:8607::1:0000/112',
      nodePrefix: 120,
    },
  },
}

export function exampleDraft(): Draft {
  const draft = emptyDraft(release)
  const ownLogin = { sharedLogin: false, password: 'PASSWORD' }
  return {
    ...draft,
    name: 'demo',
    installer: { ...draft.installer, source: '/opt/kubesphere-all-advanced-1.0.0' },
    hosts: [
      emptyHost('h1', { name: 'master', address: '192.168.0.1', taskbox: true, roles: ['master', 'etcd'] }),
      emptyHost('h2', { ...ownLogin, name: 'node1', address: '192.168.0.2', roles: ['node'] }),
      emptyHost('h3', { ...ownLogin, name: 'node2', address: '192.168.0.3', roles: ['node'] }),
    ],
    storage: { class: 'nfs-client', parameters: { nfs_server: '192.168.0.9', nfs_path: '/srv/k8s' } },
  }
}

/** The guide's example with one host changed. */
export function withHost(index: number, change: Partial<HostDraft>): Draft {
  const draft = exampleDraft()
  return { ...draft, hosts: draft.hosts.map((host, at) => (at === index ? { ...host, ...change } : host)) }
}

/** The guide's example with IPv6: the hosts have the addresses fd00::1 to fd00::3. */
export function withFamilies(
  families: Families,
  change: Partial<Draft['network']> = {},
  hosts: Partial<HostDraft> = {},
): Draft {
  const draft = withNetwork({ families, ...change })
  return { ...draft, hosts: draft.hosts.map((host, at) => ({ ...host, ip6: `fd00::${at + 1}`, ...hosts })) }
}

/** The guide's example with other networks. */
export function withNetwork(change: Partial<Draft['network']>): Draft {
  const draft = exampleDraft()
  return { ...draft, network: { ...draft.network, ...change } }
}

export function withLoadBalancer(change: Partial<Draft['network']['loadBalancer']>): Draft {
  const draft = exampleDraft()
  return withNetwork({ loadBalancer: { ...draft.network.loadBalancer, ...change } })
}

export function withStorage(id: string, parameters: Record<string, string> = {}): Draft {
  return { ...exampleDraft(), storage: { class: id, parameters } }
}

/** Formats problems as `error host-name-invalid hosts[1].name`. */
export function lines(found: readonly Problem[]): string[] {
  return found.map(({ severity, code, path }) => `${severity} ${code} ${formatPath(path)}`)
}

export function validate(draft: Draft, of: ReleaseOptions = release): string[] {
  return lines(validateDraft(draft, of, CHECK_IDS))
}

/** The first problem with this code. */
export function problem(
  draft: Draft,
  code: ProblemCode,
  path?: FieldPath,
  of: ReleaseOptions = release,
): Problem | undefined {
  const text = path && formatPath(path)
  return validateDraft(draft, of, CHECK_IDS).find(
    (one) => one.code === code && (!text || formatPath(one.path) === text),
  )
}
