/** Drafts with every kind of secret, each of them unique and marked. */
import { emptyBastion } from '@/lib/cluster/bastion'
import type { BastionDraft, Draft, HostDraft } from '@/lib/cluster/draft/draft'
import { emptyDraft, emptyHost } from '@/lib/cluster/draft/empty-draft'
import { ClusterStore } from '@/server/clusters/cluster-store'
import { vaultOf } from './vaults'

const fields = ['password', 'privateKey', 'passphrase', 'sudoPassword'] as const
const secrets = (owner: string) =>
  Object.fromEntries(fields.map((field) => [field, `MARKED-${owner}-${field}`])) as Pick<
    HostDraft,
    (typeof fields)[number]
  >

export const host = (id: string, fields: Partial<HostDraft> = {}): HostDraft =>
  emptyHost(id, { name: id, address: '10.9.9.9', sharedLogin: false, ...secrets(id), ...fields })

/** All secrets but the sudo password: Taskbox runs no command on a bastion. */
function bastion(owner: string): BastionDraft {
  const { sudoPassword: _, ...ownSecrets } = secrets(`${owner}-bastion`)
  return { ...emptyBastion(), address: '10.9.9.8', ...ownSecrets }
}

export function secretDraft(): Draft {
  const draft = emptyDraft()
  return {
    ...draft,
    name: 'demo',
    taskbox: {
      ...draft.taskbox,
      kind: 'ssh',
      address: '10.9.9.1',
      ...secrets('taskbox'),
      bastion: bastion('taskbox'),
    },
    login: { ...draft.login, ...secrets('login') },
    bastion: bastion('all'),
    hosts: [host('h1'), host('h2', { bastion: bastion('h2') })],
    storage: {
      class: 'ceph-rbd',
      parameters: { ceph_rbd_admin_secret: 'MARKED-storage', ceph_rbd_pool: 'rbd' },
    },
  }
}

let count = 0
export const testVault = vaultOf('a key for tests')
export const openStore = (folder: string, vault = testVault) => new ClusterStore(folder, nextId, vault)

function nextId(): string {
  count += 1
  return `c${count}`
}
