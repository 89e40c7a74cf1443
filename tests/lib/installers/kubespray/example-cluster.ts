/** A cluster of Kubespray: two control planes, a worker that only runs etcd with them, and every kind of login. */
import type { Cluster } from '@/lib/cluster/cluster'
import type { Draft } from '@/lib/cluster/draft/draft'
import { emptyDraft, emptyHost } from '@/lib/cluster/draft/empty-draft'
import { toCluster } from '@/lib/cluster/draft/to-cluster'
import { validateDraft } from '@/lib/cluster/draft/validate-draft'
import { kubesprayRelease } from '@/lib/installers/kubespray/release'
import { URL_VARIABLES } from '@/lib/installers/kubespray/sources'
import { FACTS } from './facts'

type Change = Partial<Pick<Draft, 'name' | 'settings' | 'network' | 'storage'>> & {
  facts?: Readonly<Record<string, string[]>>
}

/** Validated, so that it is a cluster that the wizard could have made. */
export function exampleCluster({ facts, ...change }: Change = {}): Cluster {
  const sourceFacts = { ...FACTS, urlVariables: [...URL_VARIABLES], ...facts }
  const release = kubesprayRelease('2.30.0', sourceFacts)
  if (!release) throw new Error('not described')
  const empty = emptyDraft(release)
  const installer = { ...empty.installer, source: '/srv/kubespray', facts: sourceFacts }
  const draft: Draft = { ...empty, name: 'Demo: the first', installer, hosts, ...change }
  const problems = validateDraft(draft, release, []).filter(({ severity }) => severity === 'error')
  if (problems.length > 0) throw new Error(JSON.stringify(problems))
  return toCluster(draft, release)
}

/** The default network of the release, changed. */
export function network(change: Partial<Draft['network']>): Draft['network'] {
  const release = kubesprayRelease('2.30.0', FACTS)
  if (!release) throw new Error('not described')
  return { ...emptyDraft(release).network, ...change }
}

const root = { sharedLogin: false, user: 'root' }
const hosts = [
  emptyHost('h1', {
    ...root,
    name: 'cp1',
    address: '192.168.0.1',
    password: 'FIRST',
    roles: ['master', 'etcd'],
  }),
  emptyHost('h2', {
    ...{ sharedLogin: false, user: 'ubuntu', password: 'SECOND', sudoPassword: 'THIRD' },
    ...{ name: 'cp2', address: 'cp2.example', ip: '192.168.0.2', port: '2222', roles: ['master', 'etcd'] },
  }),
  emptyHost('h3', { ...root, name: 'db', address: '192.168.0.3', password: 'FOURTH', roles: ['etcd'] }),
  emptyHost('h4', { ...root, name: 'node1', address: '192.168.0.4', password: 'FIFTH', roles: ['node'] }),
]
