/**
 * The part of a draft that the checks depend on: while it is the same, their verdicts stand. Of secrets only whether
 * there is one, so that a draft gives the same basis with its secrets and without; roles, storage, add-ons and
 * waivers change no verdict.
 */
import type { Draft, LoginDraft } from '@/lib/cluster/draft'
import { loginOf } from '@/lib/cluster/login'

export function basis(draft: Draft) {
  const { installer, taskbox, network } = draft
  return {
    installer,
    taskbox: {
      kind: taskbox.kind,
      ...(taskbox.kind === 'ssh' && { ...place(taskbox), login: login(taskbox) }),
    },
    hosts: draft.hosts.map((host) => ({
      id: host.id,
      name: host.name,
      ip: host.ip,
      taskbox: host.taskbox,
      ...place(host),
      login: login(loginOf(draft, host)),
    })),
    network: { serviceCidr: network.serviceCidr, podCidr: network.podCidr },
  }
}

const place = ({ address, port }: { address: string; port: string }) => ({ address, port })

const login = ({ user, password, privateKey, passphrase, sudoPassword }: LoginDraft) => ({
  user,
  has: [password, privateKey, passphrase, sudoPassword].map((secret) => secret !== ''),
})
